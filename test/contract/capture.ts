import { beforeEach, expect, test } from '@jest/globals';
import type { Change, Store } from '../../migrations/data/store.ts';
import type { TextRow } from '../../migrations/data/rows.ts';

export interface CaptureUnderTest {
  /** The store as another mover would open it. Legacy's, whose changes are captured; it has the tables `things` (id, name, body, at) and, with a mapping, `mapped`. */
  open(): Store;
  /** The candidate's, with the same tables, which follows. */
  readonly follower: Store;
  /** Statements by an application, on one connection. */
  run(text: string): Promise<void>;
  /** Ends every connection of the mover's. */
  breakConnections(): Promise<void>;
}

const WATCHED = [{ table: 'things', key: ['id'], isMapped: false }, { table: 'mapped', key: ['id'], isMapped: true }] as const;
const MOST = { rows: 1_000, bytes: 8 * 1024 * 1024 };

/** What every kind of capture does. One test after another, on the same stores. */
export function captureContract(under: () => CaptureUnderTest): void {
  let store: Store;
  const run = (text: string): Promise<void> => under().run(text);

  beforeEach(async () => {
    store ??= under().open();
    await store.install('legacy', WATCHED, 'on');
    await drain(store);
  });

  test('tells of each row that was inserted, changed and deleted, in order, with its key', async () => {
    await run(`insert into things values (1, 'a'), (2, 'b'); update things set name = 'c' where id = 1; delete from things where id = 2`);
    const seen = await drain(store);
    expect(seen.map(({ table, key }) => [table, ...key])).toEqual([['things', '1'], ['things', '2'], ['things', '1'], ['things', '2']]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
    expect(before(seen[3])).toMatchObject({ id: '2' });
  });

  test('tells nothing of what was rolled back, and at once of what was committed without waiting for the disk', async () => {
    await run(`begin; insert into things values (10, 'a'); rollback`);
    expect(await store.changes(MOST)).toEqual([]);
    await run(`set synchronous_commit = off; insert into things values (11, 'a'); reset synchronous_commit`);
    expect((await drain(store)).map(({ key }) => key)).toEqual([['11']]);
  });

  test('tells of a key that was changed which it was before', async () => {
    await run(`insert into things values (20, 'a'); update things set id = 21 where id = 20`);
    const [, changed] = await drain(store);
    expect(changed?.key).toEqual(['21']);
    expect(before(changed)).toMatchObject({ id: '20' });
  });

  test('tells of a mapped row how all of it was, in the text that reading it gives', async () => {
    await run(`insert into mapped values (1, 'a', '2024-10-27 02:30+02', '\\xff', true, repeat(md5('x'), 400)); update mapped set name = 'b'; delete from mapped`);
    const [, changed, deleted] = await drain(store);
    const row = { id: '1', at: '2024-10-27 00:30:00+00', bytes: '\\xff', flag: 't', body: expect.stringMatching(/^[0-9a-f]{12800}$/) };
    expect(before(changed)).toEqual({ ...row, name: 'a' });
    expect(before(deleted)).toEqual({ ...row, name: 'b' });
    expect(deleted?.old?.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['id integer', 'name text', 'at text', 'bytes bytes', 'flag boolean', 'body text']);
  });

  test('tells of every row that TRUNCATE takes, and of none where it is rolled back', async () => {
    await run(`delete from things; insert into things values (31, 'a'), (32, 'b')`);
    await drain(store);
    await run(`begin; truncate things; rollback`);
    expect(await store.changes(MOST)).toEqual([]);
    await run(`truncate things`);
    const seen = await drain(store);
    expect(new Set(seen.map(({ table, key }) => [table, ...key].join(' ')))).toEqual(new Set(['things 31', 'things 32']));
    expect(seen.length).toBe(2);
    expect(seen.map(before)).toEqual(expect.arrayContaining([expect.objectContaining({ id: '31' }), expect.objectContaining({ id: '32' })]));
  });

  test('tells again what was not forgotten, to whoever asks, though every connection breaks', async () => {
    await run(`insert into things values (41, 'a'), (42, 'b')`);
    const seen = await store.changes(MOST);
    expect(await store.changes(MOST)).toEqual(seen);
    await store.forget([seen[0]?.id ?? '']);
    expect((await store.changes(MOST)).map(({ key }) => key)).toEqual([['42']]);
    await under().breakConnections();
    expect(await untilTold(store)).toContain('42');
    const other = under().open();
    expect(await untilTold(other)).toContain('42');
    await other.close();
    expect(await untilTold(store)).toContain('42');
  });

  test('tells of a large transaction in pieces, and of none of it twice', async () => {
    await run(`insert into things select i, 'x' from generate_series(1001, 11000) i`);
    const pieces: number[] = [];
    const keys = new Set<string | null | undefined>();
    for (let changes = await store.changes(MOST); changes.length > 0; changes = await store.changes(MOST)) {
      pieces.push(changes.length);
      for (const { key } of changes) keys.add(key[0]);
      await store.forget(changes.map(({ id }) => id));
    }
    expect(pieces).toEqual(Array.from({ length: 10 }, () => 1_000));
    expect(keys.size).toBe(10_000);
  });

  test('tells few large rows at once', async () => {
    await run(`insert into mapped select i, 'x', now(), null, true, repeat(md5(i::text), 100000) from generate_series(100, 109) i`);
    await drain(store);
    await run(`update mapped set name = 'y' where id >= 100`);
    expect((await store.changes(MOST)).length).toBeLessThan(10);
    expect((await drain(store)).length).toBe(10);
  }, 30_000);

  test('counts what waits, whoever counts, and says for how long', async () => {
    await run(`insert into things values (51, 'a'), (52, 'b')`);
    const other = under().open();
    await store.close();
    store = under().open();
    const { changes, ms } = await other.lag();
    expect(changes).toBe(2);
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(60_000);
    await other.close();
    expect((await store.changes(MOST)).length).toBe(2);
    expect((await store.lag()).changes).toBe(2);
    await drain(store);
    expect(await store.lag()).toEqual({ changes: 0, ms: 0 });
    expect(await store.troubles()).toEqual([]);
  });

  test('tells nothing of what the mover writes into the store that follows', async () => {
    const { follower } = under();
    await follower.install('candidate', WATCHED, 'on');
    await follower.takeOver();
    await follower.write({ upserts: [{ table: 'things', key: ['id'], columns: ['id', 'name'], rows: [['1', 'a'], ['2', 'b']], origin: 'things', origins: [['1'], ['2']], copy: 'rows' }], quarantine: [], retried: [] });
    expect(await follower.changes(MOST)).toEqual([]);
    await follower.skip();
    expect(await follower.changes(MOST)).toEqual([]);
    expect(await follower.lag()).toMatchObject({ changes: 0 });
  });

  test('skips nothing in the store that owns the writes', async () => {
    await run(`insert into things values (61, 'a')`);
    await store.skip();
    expect((await drain(store)).map(({ key }) => key)).toEqual([['61']]);
  });

  test('captures nothing after its end, and leaves nothing behind', async () => {
    await store.install('legacy', WATCHED, 'off');
    await run(`update things set name = 'z' where id = 61`);
    expect(await store.missing(WATCHED, 'on')).not.toEqual([]);
    await store.install('legacy', WATCHED, 'on');
    expect(await store.missing(WATCHED, 'on')).toEqual([]);
    expect(await store.changes(MOST)).toEqual([]);
    await store.uninstall(WATCHED.map(({ table }) => table));
    await run(`update things set name = 'y' where id = 61; delete from mapped`);
  });
}

async function drain(store: Store): Promise<readonly Change[]> {
  const all: Change[] = [];
  for (let changes = await store.changes(MOST); changes.length > 0; changes = await store.changes(MOST)) {
    all.push(...changes);
    await store.forget(changes.map(({ id }) => id));
  }
  return all;
}

/** The keys that are told, as soon as the connections stand again. */
async function untilTold(store: Store): Promise<readonly (string | null | undefined)[]> {
  for (let tries = 0; ; tries++) {
    try {
      return (await store.changes(MOST)).map(({ key }) => key[0]);
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

/** How the row was. */
function before(change: Change | undefined): Readonly<Record<string, string | null | undefined>> {
  const row: TextRow = change?.old?.rows[0] ?? [];
  return Object.fromEntries((change?.old?.columns ?? []).map(({ name }, i) => [name, row[i]]));
}
