import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './source-files.ts';

/** Lets migration files below the directory import from `banyan`, as in a project that has it installed. */
export async function linkBanyan(directory: string): Promise<void> {
  const home = join(directory, 'node_modules', 'banyan');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'banyan', type: 'module', exports: './index.js' }));
  await writeFile(join(home, 'index.js'), `export * from ${JSON.stringify(join(ROOT, 'index.ts'))};\n`);
}
