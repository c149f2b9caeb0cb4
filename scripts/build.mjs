// Builds what is published: JavaScript and types, and beside them the files that are read at run time.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// The page's files, and the Dockerfile that the sandbox starts the proxy by.
const isAsset = (path) => statSync(path).isDirectory() || !/\.(ts|md)$|tsconfig\.json$/.test(path);
for (const folder of ['proxy', 'dashboard']) cpSync(folder, join('dist', folder), { recursive: true, filter: isAsset });
