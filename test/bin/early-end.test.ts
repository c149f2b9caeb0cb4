import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { exampleConfig } from '../support/example-config.ts';
import { COMPILED } from '../support/inherited.ts';
import { ROOT } from '../support/source-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'banyan-early-'));
afterAll(() => rmSync(directory, { recursive: true }));
mkdirSync(join(directory, 'migrations'));
writeFileSync(join(directory, 'banyan.config.json'), JSON.stringify({ ...exampleConfig, journal: 'journal' }));

test.each([
  ['ends the process', 'process.exit(0)'],
  ['waits for what never comes', 'await new Promise(() => {})'],
])('a migration file that %s is no roll-back that was done', (_, code) => {
  writeFileSync(join(directory, 'migrations', '0001-catalog.migration.mjs'), code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'banyan.ts'), 'rollback', 'catalog', '--why', 'test'], { cwd: directory, encoding: 'utf8', env: { ...COMPILED, UNLEASH_ADMIN_TOKEN: 'token', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' } });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/^INTERRUPTED: banyan was ended before its work was\.\n {2}→ Look for `process\.exit`/m) });
});
