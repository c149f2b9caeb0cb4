import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BanyanError } from '../../domain/errors.ts';
import type { Journal } from '../ports/journal.ts';
import { finding, type Finding } from '../verify/finding.ts';

/** Whether the journals of those migrations can be read, and whether they could be written. Writes nothing. */
export async function verifyJournal(place: string, journal: Journal, migrations: readonly string[]): Promise<Finding> {
  for (const id of migrations) await journal.read(id);
  const read = `${migrations.length === 1 ? 'one journal' : `${migrations.length} journals`} can be read`;
  if (place.startsWith('s3://')) return finding('journal', 'skip', `${read}; that ${place} can be written cannot be shown without writing (s3:PutObject)`);
  const there = await nearest(place);
  await access(there, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw new BanyanError('JOURNAL_UNWRITABLE', `${there} cannot be written`, { cause: error });
  });
  return finding('journal', 'ok', `${read}, and ${there} can be written`);
}

/** The directory itself, or the first above it that is there: the others are made with the first entry. */
async function nearest(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory()) throw new BanyanError('JOURNAL_UNWRITABLE', `${path} is no directory`);
  return found || dirname(path) === path ? path : nearest(dirname(path));
}
