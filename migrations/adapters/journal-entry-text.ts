import { BanyanError } from '../../domain/errors.ts';
import { describeEntry, type JournalEntry } from '../../domain/journal-entry.ts';
import { firstProblem } from './first-problem.ts';
import { JournalEntrySchema } from './journal-entry-schema.ts';

/** What every journal of text has in common, wherever it stands: names, form and refusals. `place` is a file's path or an object's address. */

/** Name of entry number `index`, from 0. */
export function entryName(index: number): string {
  return `${String(index).padStart(6, '0')}.json`;
}

/** Name of a migration's folder. Nothing in an id may lead elsewhere. */
export function folderName(migration: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(migration)) return migration;
  throw new BanyanError('MIGRATION_INVALID', `"${migration}" cannot be the name of a folder of the journal: letters, digits, ".", "_" and "-" can`);
}

/**
 * The numbers among the names in a folder, in order. Names that begin otherwise are somebody else's, or what a kill left half-written.
 * @throws BanyanError JOURNAL_UNREADABLE for a name that looks like an entry's and is none: a copy, or one renamed by hand
 */
export function entryNumbers(folder: string, names: readonly string[]): readonly number[] {
  const numbers = names.filter((name) => /^\d/.test(name)).map((name) => {
    const number = Number.parseInt(name, 10);
    if (entryName(number) !== name) throw unreadable(`${folder}/${name}`, 'it is named almost as an entry is, and is none; take it out of the folder');
    return number;
  });
  return numbers.toSorted((a, b) => a - b);
}

/** The entry as it is written. @throws BanyanError INTERNAL where it could not be read again */
export function writeEntry(migration: string, index: number, entry: JournalEntry): string {
  const text = `${JSON.stringify(entry)}\n`;
  const problem = Number.isSafeInteger(index) && index >= 0 ? entryProblem(text) : 'its number is none';
  if (problem) throw new BanyanError('INTERNAL', `the entry ${index} of "${migration}" could not be read again: ${problem}`);
  return text;
}

/** @throws BanyanError JOURNAL_UNREADABLE */
export function readEntry(place: string, text: string): JournalEntry {
  const problem = entryProblem(text);
  if (problem) throw unreadable(place, problem);
  return JSON.parse(text) as JournalEntry;
}

export function unreadable(place: string, why: string, cause?: unknown): BanyanError {
  return new BanyanError('JOURNAL_UNREADABLE', `the journal cannot be read at ${place}: ${why}`, { cause });
}

/** Somebody else wrote that entry first: `winner`, where it can be read. */
export function taken(place: string, winner: JournalEntry | undefined): BanyanError {
  return new BanyanError('JOURNAL_CONFLICT', `the journal entry ${place} is taken: ${winner ? describeEntry(winner) : 'what stands there cannot be read'}`);
}

/** Why the text is no entry, or `undefined` where it is one. */
function entryProblem(text: string): string | undefined {
  try {
    const { error } = JournalEntrySchema.safeParse(JSON.parse(text));
    return error && firstProblem(error);
  } catch {
    return 'it is no JSON';
  }
}
