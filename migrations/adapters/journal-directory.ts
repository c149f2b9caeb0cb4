import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import type { Journal } from '../ports/journal.ts';
import { entryName, entryNumbers, folderName, readEntry, taken, unreadable, writeEntry } from './journal-entry-text.ts';

/**
 * A journal as files that never change: `<directory>/<migration>/000042.json`. An entry is written beside its place and then linked to it,
 * which the file system does at once and only where nothing is there: of two appenders one wins, and a kill leaves the whole entry or none.
 */
export function createDirectoryJournal(directory: string): Journal {
  // Entries never change, so each is read once; the list of names is read every time.
  const known = new Map<string, readonly JournalEntry[]>();

  return {
    async read(migration) {
      const folder = join(directory, folderName(migration));
      const files = await entryFiles(directory, folder);
      const before = known.get(migration) ?? [];
      if (files.length < before.length) throw unreadable(join(folder, entryName(files.length)), 'it was there and is gone');
      const added: JournalEntry[] = [];
      for (const file of files.slice(before.length)) added.push(await readFileEntry(join(folder, file)));
      const entries = [...before, ...added];
      known.set(migration, entries);
      return [...entries];
    },

    async append(migration, index, entry) {
      const folder = join(directory, folderName(migration));
      const text = writeEntry(migration, index, entry);
      if (index > 0 && !(await exists(join(folder, entryName(index - 1))))) throw unreadable(join(folder, entryName(index - 1)), 'it is missing, the entry after it was to be written');
      await writeOnce(folder, entryName(index), text);
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
    if (!won) throw taken(file, await readFileEntry(file).catch(() => undefined));
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

/** Folder by folder: where a file system makes none though the one above is there, as `/proc` does, Node's own `recursive` tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  const isNew = await makeOne(folder).catch(async (error: unknown) => {
    if (!isCode(error, 'ENOENT')) throw error;
    await makeFolder(dirname(folder));
    return makeOne(folder);
  });
  if (isNew) await syncFolder(dirname(folder));
}

/** `false`: it was there. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
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

/** The names of a migration's entries in order, without a gap. What a kill left half-written is none of them. */
async function entryFiles(directory: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(async (error: unknown) => {
    if (isCode(error, 'ENOENT') && !(await isLink(folder)) && !(await isLink(directory))) return [];
    throw unreadable(folder, messageOf(error), error);
  });
  const files = entryNumbers(folder, names).map(entryName);
  for (const [index, file] of files.entries()) {
    const expected = entryName(index);
    if (file === expected) continue;
    // An entry made while the names were being listed may be left out of them though a later one is in.
    if (!(await exists(join(folder, expected)))) throw unreadable(join(folder, expected), `it is missing, though ${file} is there`);
    files.splice(index, 0, expected);
  }
  return files;
}

async function readFileEntry(file: string): Promise<JournalEntry> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, messageOf(error), error);
  });
  return readEntry(file, text);
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
