// `run.mjs <folder>`: installs what a folder of this one or of `../examples` needs beside the repository, runs its tests, and takes it away again. `--keep` leaves it for the next run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const here = join(import.meta.dirname, process.argv[2] ?? '');
const root = join(import.meta.dirname, '..');
const modules = join(here, 'node_modules');
const keep = process.argv.includes('--keep');
const run = async (command, options, cwd) => (await once(spawn(command, options, { cwd, stdio: 'inherit' }), 'exit'))[0] ?? 1;

try {
  // No scripts: one of them reports home, and nothing here needs what the others compile.
  const installed = keep && existsSync(modules) ? 0 : await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js'), '--config', join(here, 'jest.config.mjs')];
  process.exitCode = installed || (await run(process.execPath, jest, root));
} finally {
  if (!keep) await rm(modules, { recursive: true, force: true });
}
