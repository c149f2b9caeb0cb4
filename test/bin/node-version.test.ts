import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ROOT } from '../support/source-files.ts';

// As it is installed: without the sources beside it.
const folder = mkdtempSync(join(tmpdir(), 'banyan-bin-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const file of ['bin/banyan.mjs', 'package.json']) cpSync(join(ROOT, file), join(folder, file));
mkdirSync(join(folder, 'dist', 'bin'), { recursive: true });
writeFileSync(join(folder, 'dist', 'bin', 'banyan.js'), "console.log('at work');");

/** The program under a Node that says it is another. */
function runUnder(version: string) {
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', pretend, join(folder, 'bin', 'banyan.mjs'), 'status'], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('an older Node than the package needs is refused, with the remedy', () => {
  expect(runUnder('22.19.0')).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(/^banyan needs Node 24 or later, .*npm install node@24$/ms) });
});

test('that one, and later ones, run it', () => {
  for (const version of ['24.0.0', '100.1.0']) expect(runUnder(version)).toMatchObject({ status: 0, stdout: 'at work\n' });
});
