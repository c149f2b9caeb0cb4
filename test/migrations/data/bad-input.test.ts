import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { data, into, table } from '../../../index.ts';
import type { Database } from '../../../migrations/adapters/postgres/database.ts';
import { openServer } from '../../../migrations/adapters/postgres/server-database.ts';
import { move, parseData, storesOf, type Moving } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';

type Text = Readonly<Record<string, string | number | boolean | null | Uint8Array>>;
const asItIs = parseData(data({ from: 'A', to: 'B', tables: [table('things', { key: 'id' })] }));

describe('what cannot be moved stays behind with its reason, and everything else goes', () => {
  let server: PostgresServer;
  let legacy: Database;
  let candidate: Database;
  let round = 0;

  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(() => server.close());
  beforeEach(async () => {
    round += 1;
    legacy = openServer(await server.createDatabase(`legacy_${round}`));
    candidate = openServer(await server.createDatabase(`candidate_${round}`));
  });
  afterEach(async () => {
    await legacy.close();
    await candidate.close();
  });

  async function tables(here: string, there: string): Promise<void> {
    await legacy.query(`create table things (${here})`);
    await candidate.query(`create table things (${there})`);
  }

  async function copy(moved = asItIs): Promise<{ moving: Moving; quarantined: number }> {
    const moving = move(storesOf(legacy, candidate, moved), moved);
    await moving.tell('forward', { backfill: true });
    return { moving, quarantined: (await moving.until(({ backfill, lag }) => backfill.done && lag.changes === 0)).backfill.quarantined };
  }

  const reasons = async (): Promise<unknown> => (await candidate.query(`select key::text, reason from banyan.quarantine order by key`)).rows;
  const ids = async (db: Database): Promise<string | undefined | null> => (await db.query(`select string_agg(id::text, ',' order by id) from things`)).rows[0]?.[0];

  function mapped(forward: (row: Text) => Text | undefined) {
    return parseData(data({ from: 'A', to: 'B', tables: [table('things', { key: 'id', to: into('things', { key: 'id', forward, back: (row: Text) => row }) })] }));
  }

  test('a mapping that throws: the row is in quarantine, its values in no message, and it leaves when it has been mended', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    await legacy.query(`insert into things select i, 'name ' || i from generate_series(1, 10) i`);
    const { moving, quarantined } = await copy(
      mapped((row) => {
        if (row['name'] === 'name 4') throw new Error(`cannot read: ${row['name']}`);
        return row;
      }),
    );
    expect(quarantined).toBe(1);
    expect(await reasons()).toEqual([['["4"]', 'cannot read: (hidden)']]);
    expect(await ids(candidate)).toBe('1,2,3,5,6,7,8,9,10');
    await legacy.query(`update things set name = 'mended' where id = 4`);
    await moving.until(({ backfill }) => backfill.quarantined === 0);
    expect(await ids(candidate)).toBe('1,2,3,4,5,6,7,8,9,10');
  });

  test('a mapping that gives no key, or what is no value', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    await legacy.query(`insert into things values (1, 'no key'), (2, 'object'), (3, 'fine')`);
    const { quarantined } = await copy(mapped((row) => (row['name'] === 'no key' ? { name: 'x' } : row['name'] === 'object' ? { id: 2, name: {} as never } : row)));
    expect(quarantined).toBe(2);
    expect(await reasons()).toEqual([['["1"]', expect.stringContaining('gave no id')], ['["2"]', expect.stringContaining('as a object')]]);
    expect(await ids(candidate)).toBe('3');
  });

  test('a conflict with a unique value that is there', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text unique');
    await legacy.query(`insert into things values (1, 'secret'), (2, 'other'), (3, 'secret')`);
    const { quarantined } = await copy();
    expect(quarantined).toBe(1);
    expect(await reasons()).toEqual([['["3"]', 'things: duplicate key value violates unique constraint "things_name_key" [23505]']]);
    expect(await ids(candidate)).toBe('1,2');
  });

  test('a number that the target’s type cannot hold, a text that is too long: refused, never cut', async () => {
    await tables('id integer primary key, n bigint, s text', 'id integer primary key, n integer, s varchar(5)');
    await legacy.query(`insert into things values (1, 1, 'ok'), (2, 5000000000, 'ok'), (3, 3, 'too long')`);
    const { quarantined } = await copy();
    expect(quarantined).toBe(2);
    expect(await reasons()).toEqual([['["2"]', expect.stringContaining('[22003]')], ['["3"]', expect.stringContaining('[22001]')]]);
    expect(await ids(candidate)).toBe('1');
  });

  test('a null byte that a mapping makes', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    await legacy.query(`insert into things values (1, 'a'), (2, 'b')`);
    const { quarantined } = await copy(mapped((row) => ({ ...row, name: row['id'] === 1 ? 'a\u0000b' : 'b' })));
    expect(quarantined).toBe(1);
    expect(await ids(candidate)).toBe('2');
  });

  test('times of every zone and precision, infinity and times before our era arrive as the same moments, though the servers live in other zones', async () => {
    await tables('id integer primary key, at timestamptz, naive timestamp, day date, took interval', 'id integer primary key, at timestamptz, naive timestamp, day date, took interval');
    await legacy.query(`alter database legacy_${round} set timezone = 'Asia/Kathmandu'`);
    await candidate.query(`alter database candidate_${round} set timezone = 'America/New_York'`);
    await candidate.query(`alter database candidate_${round} set datestyle = 'German'`);
    await legacy.query(`insert into things values (1, '2024-10-27 02:30:00.000001+02', '2024-10-27 02:30', '2024-02-29', '1 mon -3 days 04:05:06.7'), (2, 'infinity', '-infinity', '0044-03-15 BC', '0'), (3, '2024-10-27 02:30:00+01', null, null, null)`);
    const { moving, quarantined } = await copy();
    expect(quarantined).toBe(0);
    const as = `select id, extract(epoch from at)::text, naive::text, (day - '2000-01-01'::date)::text, took::text from things order by id`;
    expect((await candidate.query(as)).rows).toEqual((await legacy.query(as)).rows);
    await moving.tell('forward', { backfill: true, verify: true });
    expect((await moving.until(({ verification }) => verification.lastPass !== null)).verification.differing).toBe(0);
  });

  test('rows of ten mebibytes, few at once', async () => {
    await tables('id integer primary key, body text, bytes bytea', 'id integer primary key, body text, bytes bytea');
    await legacy.query(`insert into things select i, repeat(md5(i::text), 327680), case when i = 2 then decode(repeat('00ff', 2621440), 'hex') end from generate_series(1, 6) i`);
    const { moving, quarantined } = await copy();
    expect(quarantined).toBe(0);
    await legacy.query(`update things set body = body || 'x' where id = 3`);
    await moving.until(({ lag }) => lag.changes === 0);
    const as = `select id, length(body), md5(body), md5(bytes) from things order by id`;
    expect((await candidate.query(as)).rows).toEqual((await legacy.query(as)).rows);
  }, 60_000);

  test('a disk that is full: nothing goes to quarantine, the trouble is told, and all is copied when there is room', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    await legacy.query(`insert into things select i, 'x' from generate_series(1, 100) i`);
    await candidate.query(`create function full_disk() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100', message = 'could not extend file'; end $$`);
    await candidate.query(`create trigger full_disk before insert on things for each statement execute function full_disk()`);
    const moving = move(storesOf(legacy, candidate, asItIs), asItIs);
    await moving.tell('forward', { backfill: true });
    const held = await moving.until(({ problems }) => problems.length > 0);
    expect(held).toMatchObject({ problems: [expect.stringContaining('disk is full')], backfill: { copied: 0, quarantined: 0, done: false } });
    await candidate.query(`drop trigger full_disk on things`);
    expect((await moving.until(({ backfill }) => backfill.done)).backfill).toMatchObject({ copied: 100, quarantined: 0 });
    expect((await moving.seen()).problems).toEqual([]);
  });

  test('the clocks of stores and mover: lag is told by the clock of the store that captured', async () => {
    await tables('id integer primary key', 'id integer primary key');
    const moving = move(storesOf(legacy, candidate, asItIs), asItIs, undefined, () => 0);
    await moving.tell('forward');
    await legacy.query(`insert into things values (1)`);
    const { lag } = await moving.seen();
    expect(lag.changes).toBe(1);
    expect(lag.ms).toBeGreaterThanOrEqual(0);
    expect(lag.ms).toBeLessThan(60_000);
  });

  test('a column that legacy gets, and the candidate has not: nothing more is applied, nothing is lost, and it goes on when both have it', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    const { moving } = await copy();
    await legacy.query(`alter table things add column note text`);
    await moving.until(({ problems }) => problems.length > 0);
    await legacy.query(`insert into things values (1, 'a', 'b')`);
    await moving.movement.turn();
    expect(await moving.seen()).toMatchObject({ lag: { changes: 1 }, problems: [expect.stringContaining('lacks note')] });
    await expect(moving.tell('reverse')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining('lacks note') });
    await candidate.query(`alter table things add column note text`);
    await moving.until(({ lag }) => lag.changes === 0);
    expect((await candidate.query(`select * from things`)).rows).toEqual([['1', 'a', 'b']]);
  });

  test('rows that differ are named by table, key and column, without their values', async () => {
    await tables('id integer primary key, name text', 'id integer primary key, name text');
    await legacy.query(`insert into things select i, 'secret ' || i from generate_series(1, 1000) i`);
    const { moving } = await copy();
    await candidate.query(`alter table things disable trigger user`);
    await candidate.query(`update things set name = 'tampered' where id = 500`);
    await candidate.query(`delete from things where id = 7`);
    await candidate.query(`insert into things values (2000, 'not legacy’s')`);
    await moving.tell('forward', { backfill: true, verify: true });
    const { verification } = await moving.until(({ verification: { lastPass } }) => lastPass !== null);
    expect(verification.differing).toBe(3);
    const shown = /^\d+ characters, #[0-9a-f]{8}$/;
    expect(verification.samples.toSorted((a, b) => Number(a.key) - Number(b.key))).toEqual([
      { table: 'things', key: '7', columns: { '(row)': { legacy: 'there', candidate: 'missing' } } },
      { table: 'things', key: '500', columns: { name: { legacy: expect.stringMatching(shown), candidate: expect.stringMatching(shown) } } },
      { table: 'things', key: '2000', columns: { '(row)': { legacy: 'missing', candidate: 'there' } } },
    ]);
  });

  test('both variables lead to one database: refused', async () => {
    await tables('id integer primary key', 'id integer primary key');
    const moving = move(storesOf(legacy, legacy, asItIs), asItIs);
    await expect(moving.tell('forward')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining('other side') });
    expect(await moving.movement.observe()).toBe('absent');
  });

  test('keys of several columns, of uuid and of text, in any alphabet', async () => {
    for (const db of [legacy, candidate]) await db.query(`create table things (a text, b uuid, n integer, primary key (a, b))`);
    await legacy.query(`insert into things select (array['ä', 'B', 'a''"', E'tab\\t', '日本', '', '\\N'])[1 + i % 7], md5(i::text)::uuid, i from generate_series(1, 2500) i`);
    const moved = parseData(data({ from: 'A', to: 'B', tables: [table('things', { key: ['a', 'b'] })] }));
    const { moving, quarantined } = await copy(moved);
    expect(quarantined).toBe(0);
    await legacy.query(`update things set n = 0 where a = '日本'`);
    await legacy.query(`delete from things where a = 'ä'`);
    await moving.tell('forward', { backfill: true, verify: true });
    expect((await moving.until(({ verification }) => verification.lastPass !== null)).verification).toMatchObject({ differing: 0 });
    const as = `select a, b::text, n from things order by n, b`;
    expect((await candidate.query(as)).rows).toEqual((await legacy.query(as)).rows);
  });
});
