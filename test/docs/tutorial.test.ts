import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { pageSteps } from '../support/page-steps.ts';
import { read, ROOT } from '../support/source-files.ts';

const MINIMAL = join(ROOT, 'examples', 'minimal');
const steps = pageSteps(read('docs/tutorial.md'));
const folder = mkdtempSync(join(tmpdir(), 'banyan-tutorial-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every file below a folder, as text by its path. */
function filesOf(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(entries.map((entry) => [join(entry.parentPath, entry.name).slice(root.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

test('examples/minimal is what the tutorial ends with', () => {
  for (const step of steps) {
    if (step.kind === 'file') {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true });
      writeFileSync(join(folder, step.path), step.text);
    } else if (step.kind === 'command' && /^(cp|perl) /.test(step.line)) {
      expect(spawnSync('bash', ['-c', step.line], { cwd: folder }).status).toBe(0);
    }
  }
  // The example's own: how it is installed and started.
  for (const own of ['package.json', 'README.md', '.gitignore']) cpSync(join(MINIMAL, own), join(folder, own));
  expect(Object.keys(filesOf(folder)).length).toBeGreaterThan(6);
  expect(filesOf(MINIMAL)).toEqual(filesOf(folder));
});
