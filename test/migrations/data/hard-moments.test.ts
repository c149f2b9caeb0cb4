import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { data, into, table, type DataDefinition } from '../../../index.ts';
import { openMoving, parseData, type OpenMoving } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { until } from '../../support/until.ts';

type Tables = DataDefinition['tables'];

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.close());

describe.each(['outbox', 'replication'] as const)('what happens to a store while its rows move, by %s', (capture) => {
  let moving: OpenMoving;

  afterEach(() => moving.close());

  async function open(tables: Tables, legacy: string, candidate = legacy): Promise<void> {
    moving = await openMoving(server, parseData(data({ from: 'A', to: 'B', capture, tables })), { legacy, candidate });
    await moving.tell('forward', { backfill: true });
    await moving.until(({ backfill }) => backfill.done);
  }

  const arrived = () => moving.until(({ lag, backfill }) => lag.changes === 0 && backfill.quarantined === 0);
  const all = async (db: Pool, text: string): Promise<readonly unknown[]> => (await db.query(text)).rows;
  const THINGS = 'create table things (id integer primary key, name text, body text)';

  test('a key is changed, and large values that were not are not lost', async () => {
    await open([table('things', { key: 'id' })], THINGS);
    await moving.legacy.query(`insert into things select i, 'a', (select string_agg(md5((i * j)::text), '') from generate_series(1, 4000) j) from generate_series(1, 3) i`);
    await moving.legacy.query(`update things set name = 'b' where id = 1; update things set id = 20 where id = 2; delete from things where id = 3`);
    await arrived();
    const as = 'select id, name, md5(body), length(body) from things order by id';
    expect(await all(moving.candidate, as)).toEqual(await all(moving.legacy, as));
    expect(await all(moving.candidate, 'select id, length(body) from things order by id')).toEqual([{ id: 1, length: 128_000 }, { id: 20, length: 128_000 }]);
  });

  test('a column is dropped with changes on the way: nothing more is applied, and it goes on when it is dropped on both sides', async () => {
    await open([table('things', { key: 'id' })], THINGS);
    await moving.legacy.query(`insert into things values (1, 'a', 'b')`);
    await moving.legacy.query('alter table things drop column body');
    await moving.legacy.query(`insert into things values (2, 'a')`);
    await moving.until(({ problems }) => problems.some((each) => each.includes('legacy’s things lacks body')));
    await moving.candidate.query('alter table things drop column body');
    await arrived();
    expect(await all(moving.candidate, 'select * from things order by id')).toEqual([{ id: 1, name: 'a' }, { id: 2, name: 'a' }]);
  });

  test('a mover that only looks on tells what the one that leads knows, until that has not been heard of for too long', async () => {
    await open([table('things', { key: 'id' })], `${THINGS}; insert into things values (1, 'a', 'b')`);
    await moving.tell('forward', { backfill: true, verify: true });
    await moving.until(({ verification }) => verification.lastPass !== null);
    await moving.legacy.query('alter table things add column more text');
    await moving.until(({ problems }) => problems.length > 0);
    const told = await until(async () => {
      await moving.movement.turn();
      const seen = await moving.besides.seen();
      return seen.problems.length > 0 ? seen : undefined;
    });
    expect(told).toMatchObject({ problems: [expect.stringContaining('lacks more')], verification: { checked: 0, lastPass: null }, lag: { changes: 0 } });
    await moving.legacy.query(`insert into things values (2, 'a', 'b', 'c'); alter table things drop column more`);
    await arrived();
    const passed = await until(async () => {
      await moving.movement.turn();
      const seen = await moving.besides.seen();
      return seen.verification.lastPass ? seen : undefined;
    });
    expect(passed).toMatchObject({ problems: [], verification: { checked: 2, differing: 0 }, lag: { changes: 0, ms: 0 } });
    await moving.legacy.query(`update banyan.words set at = at - interval '1 hour'`);
    await expect(moving.besides.seen()).rejects.toMatchObject({ code: 'MOVER_UNREACHABLE', message: expect.stringContaining('has not been heard of for 36') });
  });

  test('the owner does not change while a writer does not end, a trigger is gone or a column is new; writers go on, and nothing is lost', async () => {
    await open([table('things', { key: 'id' })], THINGS);
    const refused = (words: string) => expect(moving.tell('reverse')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining(words) });
    const writer = await moving.legacy.connect();
    await writer.query(`begin; insert into things values (1, 'a')`);
    await refused('did not end their transactions');
    await writer.query('commit');
    writer.release();
    await moving.legacy.query('alter table things disable trigger banyan_fence');
    await refused('not everything is in place: the trigger banyan_fence of things');
    await moving.legacy.query('alter table things enable always trigger banyan_fence; alter table things add column more text');
    await refused('lacks more');
    await moving.legacy.query(`alter table things drop column more; insert into things values (2, 'b')`);
    expect(await moving.seen()).toMatchObject({ flow: 'forward' });
    await moving.tell('reverse');
    expect(await all(moving.candidate, 'select id, name from things order by id')).toEqual([{ id: 1, name: 'a' }, { id: 2, name: 'b' }]);
  });

  test('after a change of owner generated keys go on after the highest, on both sides in turn', async () => {
    const keys = 'create table tickets (id bigint generated always as identity primary key, name text); create table notes (id serial primary key, name text)';
    await open([table('tickets', { key: 'id' }), table('notes', { key: 'id' })], keys);
    await moving.legacy.query(`insert into tickets (name) select 'a' from generate_series(1, 5); insert into notes (name) select 'a' from generate_series(1, 7)`);
    await moving.tell('reverse');
    await moving.candidate.query(`insert into tickets (name) values ('b'); insert into notes (name) values ('b')`);
    await arrived();
    await moving.tell('forward');
    await moving.legacy.query(`insert into tickets (name) values ('c'); insert into notes (name) values ('c')`);
    await arrived();
    const ids = `select 'ticket' as kind, max(id)::int as id from tickets union all select 'note', max(id) from notes`;
    expect(await all(moving.legacy, ids)).toEqual([{ kind: 'ticket', id: 7 }, { kind: 'note', id: 9 }]);
    expect(await all(moving.candidate, ids)).toEqual(await all(moving.legacy, ids));
  });

  test('rows refer to others that come later in the file, and deletions cascade', async () => {
    const family = `create table parents (id integer primary key, name text); create table children (id integer primary key, parent_id integer not null references parents (id) on delete cascade)`;
    await open([table('children', { key: 'id' }), table('parents', { key: 'id' })], `${family}; insert into parents select i, 'p' from generate_series(1, 20) i; insert into children select i, 1 + i % 20 from generate_series(1, 40) i`, family);
    await arrived();
    await moving.legacy.query('delete from parents where id <= 10; update parents set id = id + 100 where id > 10 and not exists (select from children where parent_id = parents.id)');
    await arrived();
    for (const name of ['parents', 'children']) expect(await all(moving.candidate, `select * from ${name} order by id`)).toEqual(await all(moving.legacy, `select * from ${name} order by id`));
    expect(await all(moving.candidate, 'select count(*)::int as n from children')).toEqual([{ n: 20 }]);
  });

  test('a mapped row is changed so that it goes elsewhere, is taken by TRUNCATE, and comes back', async () => {
    const mapped = table('things', { key: 'id', to: into('named', { key: 'name', forward: ({ id, name }: { readonly [column: string]: string | number; readonly id: number; readonly name: string }) => ({ name, id }), back: ({ name, id }) => ({ id, name }) }) });
    await open([mapped], THINGS, 'create table named (name text primary key, id integer not null)');
    await moving.legacy.query(`insert into things values (1, 'a'), (2, 'b'); update things set name = 'c' where id = 1`);
    await arrived();
    expect(await all(moving.candidate, 'select * from named order by id')).toEqual([{ name: 'c', id: 1 }, { name: 'b', id: 2 }]);
    await moving.legacy.query(`begin; truncate things; insert into things values (2, 'd'); commit`);
    await arrived();
    expect(await all(moving.candidate, 'select * from named')).toEqual([{ name: 'd', id: 2 }]);
    await moving.tell('forward', { backfill: true, verify: true });
    expect((await moving.until(({ verification }) => verification.lastPass !== null)).verification).toMatchObject({ checked: 1, differing: 0 });
    await moving.tell('reverse');
    await moving.candidate.query(`update named set name = 'e'; insert into named values ('f', 3)`);
    await arrived();
    expect(await all(moving.legacy, 'select id, name from things order by id')).toEqual([{ id: 2, name: 'e' }, { id: 3, name: 'f' }]);
  });

  test('a table has no key by which a row could be found: refused before anything is begun, with what would help', async () => {
    moving = await openMoving(server, parseData(data({ from: 'A', to: 'B', capture, tables: [table('things', { key: 'id' })] })), { legacy: 'create table things (id integer, name text)', candidate: THINGS });
    await expect(moving.tell('forward')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining('things has no primary key (id)'), remedy: expect.stringContaining('alter table things add primary key (id)') });
    expect(await moving.movement.observe()).toBe('absent');
    await moving.legacy.query('alter table things add primary key (id)');
    await moving.candidate.query('alter table things drop constraint things_pkey; create unique index on things (id) where id > 0');
    await expect(moving.tell('forward')).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
  });
});
