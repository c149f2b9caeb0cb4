// Runs its arguments under the project's own Node 24, installing what is missing first, so that the README's
// commands work on a fresh clone with any Node from 20 on. Plain JavaScript: the Node that reads it may not strip types.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Whether node_modules was installed after the lock file that lies there now was written. */
const isInstalled = () => existsSync(node) && existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;

if (!isInstalled()) {
  process.stderr.write('installing the dependencies of package-lock.json …\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (npm.status !== 0) {
    process.stderr.write('npm ci failed: see above. A registry must be reachable once; after that everything runs offline.\n');
    process.exit(1);
  }
  // Where install scripts are off, npm leaves the node package without its binary: its own script fetches it.
  if (!existsSync(node)) spawnSync('npm', ['rebuild', 'node'], { cwd: root, stdio: ['ignore', 2, 2] });
}

// Programs are many small files, started again and again: what they were compiled to is kept, for them and for what they start. It halves their start.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env };
const child = spawn(node, process.argv.slice(2), { stdio: 'inherit', env });
// The terminal sends Ctrl-C to the whole group: the child decides what it means, we only wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${node} could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
