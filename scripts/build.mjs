// Builds what is published: JavaScript and types, and beside them the files that are read at run time.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

rmSync('dist', { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// Of the types, those that a compiler comes to from what the package exports: of the others, which are most, nobody could import one.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const reached = new Set(Object.values(exports).flatMap(({ types }) => (types ? [join(types)] : [])));
for (const file of reached) {
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/\b(?:from |import\()['"](\.[^'"]+)['"]/g)) reached.add(join(dirname(file), target.replace(/\.(ts|js)$/, '.d.ts')));
}
for (const file of readdirSync('dist', { recursive: true }).map((name) => join('dist', name))) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);

// The page's files, and the Dockerfile that the sandbox starts the proxy by.
const isAsset = (path) => statSync(path).isDirectory() || !/\.(ts|md)$|tsconfig\.json$/.test(path);
for (const folder of ['proxy', 'dashboard']) cpSync(folder, join('dist', folder), { recursive: true, filter: isAsset });
