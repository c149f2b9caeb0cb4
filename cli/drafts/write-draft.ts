import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';

/** Writes files of which none is there yet; one that is there stays as it is, whoever made it. Returns what was not written. */
export async function writeNew(directory: string, file: string, text: string): Promise<'written' | 'there already'> {
  const path = join(directory, file);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'there already';
    throw new BanyanError('FILE_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** The names of migration files for these groups, numbered on from those that are there; a group that has a file keeps it. */
export async function migrationFileNames(directory: string, groups: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const there = await readdir(directory).catch(() => []);
  const last = Math.max(0, ...there.map((name) => Number(/^(\d{4})-/.exec(name)?.[1] ?? 0)));
  let number = last;
  return new Map(
    groups.map((group) => {
      const own = there.find((name) => new RegExp(`^\\d{4}-${group}\\.migration\\.(?:ts|js|mjs)$`).test(name));
      if (!own) number += 1;
      return [group, own ?? `${String(number).padStart(4, '0')}-${group}.migration.ts`];
    }),
  );
}
