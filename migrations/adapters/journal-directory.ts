import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Journal } from '../ports/journal.ts';
import { firstProblem } from './first-problem.ts';
import { JournalEntrySchema } from './journal-entry-schema.ts';

/**
 * A journal as files that never change: `<directory>/<migration>/000042.json`. An entry is written beside its place and then linked to it,
 * which the file system does at once and only where nothing is there: of two appenders one wins, and a kill leaves the whole entry or none.
 */
export function createDirectoryJournal(directory: string): Journal {
  // Entries never change, so each is read once; the list of names is read every time.
  const known = new Map<string, readonly JournalEntry[]>();

  return {
    async read(migration) {
      const folder = folderOf(directory, migration);
      const files = await entryFiles(directory, folder);
      const before = known.get(migration) ?? [];
      if (files.length < before.length) throw unreadable(join(folder, fileName(files.length)), 'it was there and is gone');
      const added: JournalEntry[] = [];
      for (const file of files.slice(before.length)) added.push(await readEntry(join(folder, file)));
      const entries = [...before, ...added];
      known.set(migration, entries);
      return [...entries];
    },

    async append(migration, index, entry) {
      const folder = folderOf(directory, migration);
      const text = `${JSON.stringify(entry)}\n`;
      const problem = Number.isSafeInteger(index) && index >= 0 ? entryProblem(text) : 'its number is none';
      if (problem) throw new BanyanError('INTERNAL', `the entry ${index} of "${migration}" could not be read again: ${problem}`);
      if (index > 0 && !(await exists(join(folder, fileName(index - 1))))) throw unreadable(join(folder, fileName(index - 1)), 'it is missing, the entry after it was to be written');
      await writeOnce(folder, fileName(index), text);
    },
  };
}

/** Writes the file where there is none of that name, whole or not at all, and durably. */
async function writeOnce(folder: string, name: string, text: string): Promise<void> {
  const file = join(folder, name);
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  try {
    await makeFolder(folder);
    await writeDurably(temporary, text);
    const won = await linkIfFree(temporary, file);
    if (!won) throw await conflict(file);
    await syncFolder(folder);
  } catch (error) {
    if (error instanceof BanyanError) throw error;
    throw new BanyanError('JOURNAL_UNWRITABLE', `the journal entry ${file} cannot be written: ${messageOf(error)}`, { cause: error });
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function linkIfFree(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (!first) return;
  await syncFolder(dirname(first));
  await syncFolder(dirname(folder));
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function conflict(file: string): Promise<BanyanError> {
  const winner = await readEntry(file).catch(() => undefined);
  const by = winner ? `${winner.who} wrote it at ${winner.at} (${deedOf(winner)})` : 'what stands there cannot be read';
  return new BanyanError('JOURNAL_CONFLICT', `the journal entry ${file} is taken: ${by}`);
}

function deedOf(entry: JournalEntry): string {
  return entry.kind === 'moved' ? `moved from ${entry.from} to ${entry.to}` : `${entry.kind} at ${entry.stop}`;
}

/** The names of a migration's entries in order, without a gap. What a kill left half-written is none of them. */
async function entryFiles(directory: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(async (error: unknown) => {
    if (isCode(error, 'ENOENT') && !(await isLink(folder)) && !(await isLink(directory))) return [];
    throw unreadable(folder, messageOf(error), error);
  });
  const numbers = names.filter((name) => /^\d{6,}\.json$/.test(name)).map((name) => Number.parseInt(name, 10));
  const files = numbers.toSorted((a, b) => a - b).map(fileName);
  for (const [index, file] of files.entries()) {
    const expected = fileName(index);
    if (file === expected) continue;
    // An entry made while the names were being listed may be left out of them though a later one is in.
    if (!(await exists(join(folder, expected)))) throw unreadable(join(folder, expected), `it is missing, though ${file} is there`);
    files.splice(index, 0, expected);
  }
  return files;
}

async function readEntry(file: string): Promise<JournalEntry> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, messageOf(error), error);
  });
  const problem = entryProblem(text);
  if (problem) throw unreadable(file, problem);
  return JSON.parse(text) as JournalEntry;
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

function unreadable(file: string, why: string, cause?: unknown): BanyanError {
  return new BanyanError('JOURNAL_UNREADABLE', `the journal cannot be read at ${file}: ${why}`, { cause });
}

/** A migration's id becomes a folder's name: nothing in it may lead elsewhere. */
function folderOf(directory: string, migration: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(migration)) return join(directory, migration);
  throw new BanyanError('MIGRATION_INVALID', `"${migration}" cannot be the name of a folder of the journal: letters, digits, ".", "_" and "-" can`);
}

function fileName(index: number): string {
  return `${String(index).padStart(6, '0')}.json`;
}

/** A link that leads nowhere is a disk that is not mounted, not an empty journal. */
async function isLink(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isSymbolicLink() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
