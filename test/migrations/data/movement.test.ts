import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { data, into, table } from '../../../index.ts';
import type { Database } from '../../../migrations/adapters/postgres/database.ts';
import { openServer } from '../../../migrations/adapters/postgres/server-database.ts';
import { createMovement } from '../../../migrations/data/movement.ts';
import { runMovements } from '../../../migrations/mover/run-movements.ts';
import { move, parseData, storesOf, type Moving } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { until } from '../../support/until.ts';

const TABLES = `
  create table customers (id integer primary key, email text not null unique, name text not null, born date, balance numeric(12, 2) not null default 0, seen timestamptz, photo bytea, tags text[], extra jsonb);
  create table orders (id bigint generated always as identity primary key, customer_id integer not null, total_cents integer not null, placed_at timestamptz not null default now());
  create table order_items (order_id bigint not null references orders (id), product uuid not null, quantity integer not null, primary key (order_id, product));
`;
const COUNT = 3_000;

const asItIs = parseData(data({ from: 'A', to: 'B', tables: [table('customers', { key: 'id' }), table('orders', { key: 'id' }), table('order_items', { key: ['order_id', 'product'] })] }));

describe('the data of a group, between two PostgreSQL databases', () => {
  let server: PostgresServer;
  let legacy: Database;
  let candidate: Database;
  let round = 0;

  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(() => server.close());

  beforeEach(async () => {
    for (const db of [legacy, candidate]) await db?.close();
    round += 1;
    legacy = openServer(await server.createDatabase(`legacy_${round}`));
    candidate = openServer(await server.createDatabase(`candidate_${round}`));
    await run(legacy, TABLES);
    await run(candidate, TABLES);
    await run(legacy, `
      insert into customers select i, 'c' || i || '@shop', E'Näme\\t\\\\' || i || E'\\n', '1980-02-29', i / 7.0, '2024-03-31 02:30:00.123456+02', decode(md5(i::text), 'hex'), array['a,"b', null], '{"a": 1.10}' from generate_series(1, ${COUNT}) i;
      insert into orders (customer_id, total_cents) select i, i from generate_series(1, ${COUNT}) i;
      insert into order_items select i, md5(i::text)::uuid, 1 from generate_series(1, ${COUNT}) i;`);
  });
  afterAll(async () => {
    for (const db of [legacy, candidate]) await db?.close();
  });

  const start = (moved = asItIs): Moving => move(storesOf(legacy, candidate, moved), moved);

  test('the store that follows captures nothing until it gains the ownership, and then lacks nothing', async () => {
    const moving = start();
    await moving.tell('forward');
    expect([await capturing(legacy), await capturing(candidate), (await moving.seen()).missing]).toEqual(['6', '0', []]);
    await moving.tell('forward', { backfill: true });
    await moving.until(({ backfill }) => backfill.done);
    await moving.tell('reverse');
    expect([await capturing(candidate), (await moving.seen()).missing]).toEqual(['6', []]);
    await run(candidate, 'alter table orders disable trigger banyan_capture');
    expect((await moving.seen()).missing).toEqual(['the trigger banyan_capture of orders']);
    await moving.tell('reverse');
    expect((await moving.seen()).missing).toEqual([]);
  });

  test('a source that is slow for once is left alone for as long as it took too long, before more is read', async () => {
    let time = 0;
    const happened: string[] = [];
    const open = { close: () => Promise.resolve() };
    const stores = storesOf({ ...legacy, ...open }, { ...candidate, ...open }, asItIs);
    const slow: typeof stores.legacy = {
      ...stores.legacy,
      async readChunk(...args) {
        const chunk = await stores.legacy.readChunk(...args);
        const ms = happened.length === 1 ? 750 : chunk.count / 20;
        time += ms;
        happened.push(`read for ${ms} ms`);
        return chunk;
      },
    };
    const movement = createMovement({ ...stores, legacy: slow, group: 'orders', data: asItIs, leads: () => Promise.resolve(true), now: () => 0, elapsed: () => time, salt: 'salt' });
    await movement.ensure({ flow: 'forward', backfill: true, verify: false });
    const enough = Promise.withResolvers<void>();
    const movements = runMovements([movement], async (ms) => {
      if (ms > 0) happened.push(`rested for ${ms} ms`);
      if (happened.length > 3) enough.resolve();
    });
    await enough.promise;
    await movements.stop();
    expect(happened.slice(0, 4)).toEqual(['read for 50 ms', 'read for 750 ms', 'rested for 649 ms', 'read for 75 ms']);
  });

  test('what is told begins at once, though there was nothing to do for a while', async () => {
    const open = { close: () => Promise.resolve() };
    const moving = move(storesOf({ ...legacy, ...open }, { ...candidate, ...open }, asItIs), asItIs);
    const movements = runMovements([moving.movement], (ms, signal) => (ms === 0 || signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()))));
    await moving.tell('forward', { backfill: true });
    await until(async () => (await moving.seen()).backfill.done || undefined);
    await movements.stop();
  });

  test('is copied, follows every change, is found equal, goes to the candidate, and back', async () => {
    const moving = start();
    await moving.tell('forward');
    await run(legacy, `update customers set name = 'new' where id = 1; delete from order_items where order_id = 2; insert into customers (id, email, name) values (9001, 'x', 'y')`);
    expect((await moving.seen()).lag.changes).toBe(3);
    await moving.tell('forward', { backfill: true });
    const copied = await moving.until(({ backfill, lag }) => backfill.done && lag.changes === 0);
    expect(copied.backfill).toMatchObject({ copied: 3 * COUNT, quarantined: 0 });
    expect(await content(candidate)).toEqual(await content(legacy));

    await moving.tell('forward', { backfill: true, verify: true });
    await run(legacy, `update customers set id = 9002 where id = 7; truncate order_items; insert into order_items select i, md5(i::text)::uuid, 2 from generate_series(1, 50) i`);
    const { verification } = await moving.until(({ verification: { lastPass } }) => lastPass !== null);
    expect(verification).toMatchObject({ differing: 0, checked: 2 * COUNT + 51 });
    // Every row is read at both sides.
    expect([verification.cost.rows >= 2 * verification.checked, verification.cost.ms > 0]).toEqual([true, true]);

    // Somebody writes past the fence: a later pass finds it.
    await mend(candidate, `update orders set total_cents = total_cents + 1 where id = 3`);
    expect((await moving.until(({ verification: { differing } }) => differing > 0)).verification).toMatchObject({ differing: 1, samples: [{ table: 'orders', key: '3' }] });
    await mend(candidate, `update orders set total_cents = total_cents - 1 where id = 3`);

    await moving.tell('reverse', { verify: true });
    await expect(run(legacy, `insert into customers (id, email, name) values (1000000, 'late', 'late')`)).rejects.toMatchObject({ code: 'BNY01' });
    await run(candidate, `insert into orders (customer_id, total_cents) values (1, 5); update customers set name = 'theirs' where id = 1; delete from customers where id = 9002`);
    const back = await moving.until(({ lag, verification }) => lag.changes === 0 && verification.lastPass !== null);
    expect(back).toMatchObject({ flow: 'reverse', verification: { differing: 0 }, lastPause: { ms: expect.any(Number) }, missing: [], problems: [] });
    expect(await content(legacy)).toEqual(await content(candidate));
    expect(await one(legacy, `select name from customers where id = 1`)).toBe('theirs');

    await moving.tell('forward');
    await expect(run(candidate, `delete from orders`)).rejects.toMatchObject({ code: 'BNY01' });
    await run(legacy, `insert into orders (customer_id, total_cents) values (2, 6)`);
    await moving.until(({ lag }) => lag.changes === 0);
    expect(await content(candidate)).toEqual(await content(legacy));
    await moving.movement.remove();
    expect(await moving.movement.observe()).toBe('absent');
    await run(candidate, `delete from orders where id = 3001`);
  });

  test('goes on after the last checkpoint where another mover takes over in the middle of a table, and the first can write nothing any more', async () => {
    const first = start();
    await first.tell('forward', { backfill: true });
    const { backfill } = await first.until(({ backfill: { copied } }) => copied > 0);
    expect(backfill.done).toBe(false);

    const stores = storesOf(legacy, candidate, asItIs);
    const readAfter: (string | null | undefined)[] = [];
    const second = move({ ...stores, legacy: { ...stores.legacy, readChunk: (...args) => (readAfter.push(args[2]?.[0] ?? null), stores.legacy.readChunk(...args)) } }, asItIs);
    await second.movement.turn();
    await first.movement.turn();
    expect(await first.seen()).toMatchObject({ problems: ['another mover has taken over orders, or changed the owner of its writes'] });
    expect((await second.until(({ backfill: { done } }) => done)).backfill).toMatchObject({ copied: 3 * COUNT });
    expect(readAfter[0]).toBe(String(backfill.copied));
    expect(await content(candidate)).toEqual(await content(legacy));
  });

  test.each([['as it is', asItIs], ['mapped', parseData(data({ from: 'A', to: 'B', tables: [table('orders', { key: 'id', to: into('orders', { key: 'id', forward: (row) => ({ ...row }), back: (row) => ({ ...row }) }) })] }))]] as const)('a table whose rows come quicker than they can be read is copied and compared nevertheless, %s', async (_how, moved) => {
    const stores = storesOf(legacy, candidate, moved);
    const reading: typeof stores.legacy = {
      ...stores.legacy,
      async readChunk(...args) {
        const chunk = await stores.legacy.readChunk(...args);
        await run(legacy, 'insert into orders (customer_id, total_cents) values (1, 1)');
        return chunk;
      },
    };
    const moving = move({ ...stores, legacy: reading }, moved);
    await moving.tell('forward', { backfill: true, verify: true });
    expect((await moving.until(({ verification }) => verification.lastPass !== null, 400)).verification).toMatchObject({ differing: 0 });
    await moving.until(({ lag }) => lag.changes === 0);
    expect(await one(candidate, 'select count(*) from orders')).toBe(await one(legacy, 'select count(*) from orders'));
  });

  test('takes along what a column that is generated always was given, whether the row is new or changes', async () => {
    for (const db of [legacy, candidate]) await db.query('create table tickets (id integer primary key, arrival bigint generated always as identity, name text)');
    const moving = start(parseData(data({ from: 'A', to: 'B', tables: [table('tickets', { key: 'id' })] })));
    await run(legacy, `insert into tickets (id, name) select i, 'old' from generate_series(10, 1, -1) i`);
    await moving.tell('forward', { backfill: true });
    await moving.until(({ backfill }) => backfill.done);
    await run(legacy, `update tickets set name = 'new' where id < 3; insert into tickets (id, name) values (11, 'late')`);
    const { backfill } = await moving.until(({ lag }) => lag.changes === 0);
    expect(backfill.quarantined).toBe(0);
    const rows = `select id, arrival, name from tickets order by id`;
    expect((await candidate.query(rows)).rows).toEqual((await legacy.query(rows)).rows);
    await moving.tell('reverse');
    await run(candidate, `insert into tickets (id, name) values (12, 'theirs')`);
    await moving.until(({ lag }) => lag.changes === 0);
    expect(await one(legacy, 'select arrival from tickets where id = 12')).toBe('12');
  });

  test('goes through a mapping that renames, converts and splits, and back through its inverse', async () => {
    await run(candidate, `create table people (id integer primary key, full_name text not null, balance_cents bigint); create table mails (person_id integer primary key, address text not null)`);
    interface Customer { readonly [column: string]: string | number | boolean | null | Uint8Array; readonly id: number; readonly name: string; readonly email: string; readonly balance: string }
    const moving = start(parseData(data({
      from: 'A', to: 'B',
      tables: [table('customers', { key: 'id', to: [
        into('people', { key: 'id', forward: ({ id, name, balance }: Customer) => ({ id, full_name: name, balance_cents: Math.round(Number(balance) * 100) }), back: ({ id, full_name, balance_cents }) => ({ id, name: full_name, balance: (balance_cents / 100).toFixed(2) }) }),
        into('mails', { key: 'person_id', forward: ({ id, email }: Customer) => (email.endsWith('nomail') ? undefined : { person_id: id, address: email }), back: ({ person_id, address }) => ({ id: person_id, email: address }) }),
      ] })],
    })));
    await moving.tell('forward', { backfill: true, verify: true });
    const { verification } = await moving.until(({ verification: { lastPass } }) => lastPass !== null);
    expect(verification.cost.bytes).toBeGreaterThan(10 * COUNT);
    await run(legacy, `update customers set email = 'nomail' where id = 3; update customers set name = 'Ada' where id = 4; delete from customers where id = 5`);
    await moving.until(({ lag }) => lag.changes === 0);
    expect(await one(candidate, `select count(*) from mails`)).toBe(String(COUNT - 2));
    expect(await one(candidate, `select full_name from people where id = 4`)).toBe('Ada');
    await moving.tell('forward', { backfill: true, verify: true });
    expect((await moving.until(({ verification }) => verification.lastPass !== null)).verification.differing).toBe(0);
    await moving.tell('reverse', { verify: true });
    await run(candidate, `update people set full_name = 'Grace' where id = 6; insert into people values (9001, 'Joan', 12345); insert into mails values (9001, 'joan@shop'); delete from people where id = 8; delete from mails where person_id = 8`);
    expect((await moving.until(({ verification, lag }) => lag.changes === 0 && verification.lastPass !== null)).verification.differing).toBe(0);
    expect(await one(legacy, `select name || ' ' || email || ' ' || balance from customers where id = 9001`)).toBe('Joan joan@shop 123.45');
    expect(await one(legacy, `select count(*) from customers where id = 8`)).toBe('0');
  });
});

async function run(db: Database, text: string): Promise<void> {
  for (const statement of text.split(';')) if (statement.trim() !== '') await db.query(statement);
}

/** As somebody who says that he is the mover. */
async function mend(db: Database, text: string): Promise<void> {
  await db.transaction(async (tx) => void (await tx.query(text)));
}

async function one(db: Database, text: string): Promise<string | null> {
  return (await db.query(text)).rows[0]?.[0] ?? null;
}

/** How many triggers note changes. */
async function capturing(db: Database): Promise<string | null> {
  return one(db, `select count(*) from pg_trigger where tgname in ('banyan_capture', 'banyan_rows_truncate')`);
}

async function content(db: Database): Promise<unknown> {
  const tables = ['customers', 'orders', 'order_items'];
  return Promise.all(tables.map(async (name) => (await db.query(`select t.*::text from ${name} t order by 1`)).rows));
}
