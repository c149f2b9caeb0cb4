import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDirectoryJournal } from '../../../migrations/adapters/journal-directory.ts';
import type { JournalEntry } from '../../../domain/journal-entry.ts';
import { journalContract } from '../../contract/journal.ts';
import { ENTRIES, intentOf } from '../../contract/journal-entries.ts';
import { createFakeJournal } from '../../fakes/fake-journal.ts';

const makeDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'banyan-journal-'));
const ID = '0001-catalog';
const [moved] = ENTRIES as [JournalEntry];

journalContract('the fake', async () => {
  const journal = createFakeJournal();
  return { open: () => journal, stop: async () => undefined };
});

journalContract('a directory', async () => {
  const directory = await makeDirectory();
  return { open: () => createDirectoryJournal(join(directory, 'journal')), stop: () => rm(directory, { recursive: true }) };
});

describe('a journal in a directory', () => {
  let directory: string;
  const place = (name: string): string => join(directory, ID, name);
  const read = (): Promise<readonly JournalEntry[]> => createDirectoryJournal(directory).read(ID);
  const append = (index: number, entry: JournalEntry): Promise<void> => createDirectoryJournal(directory).append(ID, index, entry);
  beforeEach(async () => {
    directory = await makeDirectory();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('is one file of JSON an entry, and nothing else', async () => {
    await append(0, moved);
    await append(1, intentOf('me', 'a'));
    expect(await readdir(join(directory, ID))).toEqual(['000000.json', '000001.json']);
    expect(JSON.parse(await readFile(place('000001.json'), 'utf8'))).toEqual(intentOf('me', 'a'));
  });

  test('a conflict says who wrote the entry, when, and where it moved', async () => {
    await append(0, moved);
    const message = expect.stringMatching(/000000\.json is taken: ada@workstation wrote it at 2026-03-01T12:00:00.000Z \(moved from start to deploy: .+\)/);
    await expect(append(0, intentOf('me', 'a'))).rejects.toMatchObject({ code: 'JOURNAL_CONFLICT', message });
    expect(await readdir(join(directory, ID))).toEqual(['000000.json']);
  });

  test('what a kill left half-written is not read and not in the way', async () => {
    await append(0, moved);
    await writeFile(place('.000001.json.0c5e.tmp'), '{"at":"2026');
    expect(await read()).toEqual([moved]);
    await append(1, intentOf('me', 'a'));
    expect(await read()).toHaveLength(2);
  });

  test.each([
    ['no JSON', '{"at":"2026', /000001\.json: it is no JSON/],
    ['empty', '', /000001\.json: it is no JSON/],
    ['no entry', '{"kind":"moved","to":7}', /000001\.json: at: /],
    ['of a kind that is unknown', JSON.stringify({ ...moved, kind: 'jumped' }), /000001\.json: kind: /],
  ])('an entry that is %s makes the journal unreadable, by name', async (_what, text, message) => {
    await append(0, moved);
    await writeFile(place('000001.json'), text);
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringMatching(message) });
  });

  test('a gap makes the journal unreadable, by the name that is missing', async () => {
    for (const index of [0, 1, 2]) await append(index, moved);
    await rm(place('000001.json'));
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringMatching(/000001\.json: it is missing/) });
  });

  test.each(['000001 (copy).json', '1.json', '0000001.json', '000001.json~', '000001.json.orig'])('%j, which looks like an entry and is none, makes the journal unreadable, by name', async (name) => {
    await append(0, moved);
    await writeFile(place(name), JSON.stringify(moved));
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE', message: expect.stringContaining(`${name}: it is named almost as an entry is`) });
  });

  test('files of others are left alone', async () => {
    await append(0, moved);
    for (const name of ['README.md', '.DS_Store', 'backup']) await writeFile(place(name), 'x');
    expect(await read()).toEqual([moved]);
    await append(1, intentOf('me', 'a'));
    expect((await readdir(join(directory, ID))).toSorted()).toEqual(['.DS_Store', '000000.json', '000001.json', 'README.md', 'backup']);
  });

  test('where there is no room an entry is not written at all, and what was there can be read and gone on with', async () => {
    await append(0, moved);
    // A file of more than one block of 512 or 1,024 bytes is refused, as by a disk that is full.
    const script = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', script, process.execPath, join(import.meta.dirname, 'append-once.ts'), directory, ID, '1', '9000'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(child, 'close');
    expect(said).toMatch(/^JOURNAL_UNWRITABLE: the journal entry .*000001\.json cannot be written: EFBIG/);
    expect(await readdir(join(directory, ID))).toEqual(['000000.json']);
    await append(1, intentOf('me', 'a'));
    expect(await read()).toHaveLength(2);
  });

  test('entries that vanish while it is open make it unreadable: it is not empty again', async () => {
    const journal = createDirectoryJournal(directory);
    await journal.append(ID, 0, moved);
    await journal.read(ID);
    await rm(join(directory, ID), { recursive: true });
    await expect(journal.read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
  });

  test('a file or a link to nowhere in place of the directory is unreadable, not empty', async () => {
    await writeFile(join(directory, ID), '');
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
    await expect(append(0, moved)).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
    const unmounted = join(directory, 'unmounted');
    await symlink(join(directory, 'nowhere'), unmounted);
    await expect(createDirectoryJournal(unmounted).read(ID)).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
    await expect(createDirectoryJournal(unmounted).append(ID, 0, moved)).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
  });

  test('a place where no folder can be made is unwritable, and not tried for ever', async () => {
    await expect(createDirectoryJournal('/proc/journal').append(ID, 0, moved)).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
  });

  const superuser = process.getuid?.() === 0;
  (superuser ? test.skip : test)('a directory without permissions is unreadable and unwritable (skipped for the superuser, whom nothing is forbidden)', async () => {
    await append(0, moved);
    await chmod(join(directory, ID), 0o000);
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
    await expect(append(1, moved)).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
    await chmod(join(directory, ID), 0o700);
  });

  test.each(['..', '.', '', '../elsewhere', 'a/b', 'a\\b', '.hidden', 'a\0b', '/etc'])('the id %j never leads out of the directory', async (id) => {
    const journal = createDirectoryJournal(join(directory, 'journal'));
    await expect(journal.read(id)).rejects.toMatchObject({ code: 'MIGRATION_INVALID' });
    await expect(journal.append(id, 0, moved)).rejects.toMatchObject({ code: 'MIGRATION_INVALID' });
    expect(await readdir(directory)).toEqual([]);
  });

  test('what could not be read again is not written', async () => {
    const entry = { ...moved, mark: { at: Number.NaN, proxies: {}, slowAboveMs: null } } as JournalEntry;
    await expect(append(0, entry)).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(append(-1, moved)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await read()).toEqual([]);
  });

  test('an entry is read from disk once', async () => {
    const journal = createDirectoryJournal(directory);
    for (const index of [0, 1]) await journal.append(ID, index, moved);
    await journal.read(ID);
    await writeFile(place('000000.json'), 'spoilt');
    expect(await journal.read(ID)).toHaveLength(2);
    await expect(read()).rejects.toMatchObject({ code: 'JOURNAL_UNREADABLE' });
  });

  test('a writer killed at any moment leaves a journal that can be read and gone on with', async () => {
    await mkdir(join(directory, ID));
    let before = 0;
    for (let round = 0; round < 4; round++) {
      const child = fork(join(import.meta.dirname, 'journal-writer.ts'), [directory, ID], { stdio: 'ignore', execArgv: [] });
      await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const entries = await read();
      expect(entries.length).toBeGreaterThan(before);
      before = entries.length;
    }
    await append(before, moved);
  });
});
