import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { withLearnedMasks, type LearnedMask } from '../../domain/learned-mask.ts';
import { isMask, MASK_FORMS, MASKED_PATH, UNORDERED_PATH } from '../../domain/mask.ts';
import type { Migration } from '../../domain/migration.ts';
import { describeIssues } from './parse-definition.ts';

/** A file that people review is no longer than this. */
const MAX_BYTES = 1024 * 1024;

const text = z.string().min(1).max(2_000);
const learnedMask = z
  .strictObject({
    path: text.regex(MASKED_PATH, 'is not a path template such as $.items[].id or header.x-request-id'),
    mask: z.string().refine((mask): mask is LearnedMask['mask'] => mask === 'unordered' || isMask(mask), `is no mask; a mask is ${MASK_FORMS}, or "unordered"`),
    pairs: z.int().nonnegative(),
    routes: z.array(text).max(1_000),
    learnedAt: z.iso.datetime({ offset: true }),
    run: text,
    reviewed: z.union([z.literal(false), text], 'must be false, or who has reviewed it'),
  })
  .refine(({ path, mask }) => mask !== 'unordered' || UNORDERED_PATH.test(path), { path: ['mask'], message: 'cannot be "unordered" there' });

const fileSchema = z.strictObject({
  version: z.literal(1),
  masks: z
    .array(learnedMask)
    .max(1_000)
    .refine((masks) => new Set(masks.map(({ path }) => path)).size === masks.length, 'names a path twice'),
});

const ENDING = '.masks.json';

export function learnedMasksFile(directory: string, migration: string): string {
  return join(directory, `${migration}${ENDING}`);
}

/**
 * The learned masks beside a migration file; none where there is no such file.
 * @throws BanyanError MIGRATION_INVALID, all problems at once, each with its path
 */
export async function readLearnedMasks(directory: string, migration: string): Promise<readonly LearnedMask[]> {
  const file = learnedMasksFile(directory, migration);
  const content = await readShort(file);
  if (content === undefined) return [];
  const parsed = fileSchema.safeParse(parseJson(file, content));
  if (!parsed.success) throw new BanyanError('MIGRATION_INVALID', `${file} is not a valid file of learned masks:\n${describeIssues(parsed.error.issues)}`, { remedy: REMEDY });
  return parsed.data.masks;
}

const REMEDY = 'Correct the file, or remove it: what it had learned will be proposed again.';

/**
 * Writes them, whole or not at all, one after the other in order of their paths, so that a review sees what changed.
 * @throws BanyanError MIGRATION_INVALID where it cannot be written
 */
export async function writeLearnedMasks(directory: string, migration: string, masks: readonly LearnedMask[]): Promise<void> {
  const file = learnedMasksFile(directory, migration);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify({ version: 1, masks }, null, 2)}\n`, { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new BanyanError('MIGRATION_INVALID', `${file} cannot be written: ${messageOf(error)}`, { cause: error, remedy: 'Make the directory of the migration files writable for this command.' });
  }
}

/**
 * The migrations with their learned masks, as far as those count.
 * @throws BanyanError MIGRATION_INVALID for a file that is wrong, or that belongs to no migration: masks that silently do not count would hold everything up
 */
export async function addLearnedMasks(directory: string, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const ids = new Set(migrations.map(({ id }) => id));
  const stray = (await readdir(directory)).find((name) => name.endsWith(ENDING) && !ids.has(name.slice(0, -ENDING.length)));
  if (stray) throw new BanyanError('MIGRATION_INVALID', `${join(directory, stray)} belongs to no migration file`, { remedy: 'Give it the name of its migration file, or remove it.' });
  return Promise.all(migrations.map(async (migration) => withLearnedMasks(migration, await readLearnedMasks(directory, migration.id))));
}

async function readShort(file: string): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > MAX_BYTES) throw new Error(`it has ${found.size} bytes, more than ${MAX_BYTES}`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new BanyanError('MIGRATION_INVALID', `${file} cannot be read: ${messageOf(error)}`, { cause: error, remedy: REMEDY });
  }
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new BanyanError('MIGRATION_INVALID', `${file} is not JSON: ${messageOf(error)}`, { cause: error, remedy: REMEDY });
  }
}
