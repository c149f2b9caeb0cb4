import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { data, into, table } from '../../../../index.ts';
import { openStore } from '../../../../migrations/adapters/postgres/open-movement.ts';
import { openStream } from '../../../../migrations/adapters/postgres/replication/change-stream.ts';
import { numberTables } from '../../../../migrations/adapters/postgres/replication/publication.ts';
import { SAYS } from '../../../../migrations/adapters/postgres/replication/read-transactions.ts';
import { slotName, slotTroubles } from '../../../../migrations/adapters/postgres/replication/slot.ts';
import { openServer } from '../../../../migrations/adapters/postgres/server-database.ts';
import { describeTrouble } from '../../../../migrations/data/describe-trouble.ts';
import type { Store, WatchedTable } from '../../../../migrations/data/store.ts';
import { captureContract } from '../../../contract/capture.ts';
import { move, parseData } from '../../../support/moving.ts';
import { until } from '../../../support/until.ts';
import { startPostgres, type PostgresServer } from '../../../support/postgres-server.ts';

const TABLES = `create table things (id integer primary key, name text, body text, at timestamptz);
  create table mapped (id integer primary key, name text, at timestamptz, bytes bytea, flag boolean, body text)`;
interface Acting {
  readonly store: Store;
  readonly application: Client;
  readonly client: Client;
}

const WATCHED = [{ table: 'things', key: ['id'], isMapped: false }, { table: 'mapped', key: ['id'], isMapped: true }] as const;

describe('what captures changes of a PostgreSQL store', () => {
  let server: PostgresServer;
  const clients: Client[] = [];
  const stores: Store[] = [];

  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(async () => {
    await Promise.all([...stores.map((store) => store.close()), ...clients.map((client) => client.end())]);
    await server.close();
  });

  async function database(name: string): Promise<{ readonly url: string; readonly client: Client }> {
    const url = await server.createDatabase(name);
    const client = new Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    await client.query(TABLES);
    return { url, client };
  }

  const open = (url: string, capture: 'outbox' | 'replication', watched: readonly WatchedTable[] = WATCHED): Store => {
    const store = openStore(url, 'orders', capture, watched);
    let closed: Promise<void> | undefined;
    stores.push({ ...store, close: () => (closed ??= store.close()) });
    return stores.at(-1) as Store;
  };

  describe.each(['outbox', 'replication'] as const)('%s', (capture) => {
    let legacy: Awaited<ReturnType<typeof database>>;
    let candidate: Awaited<ReturnType<typeof database>>;
    let follower: Store;

    beforeAll(async () => {
      [legacy, candidate] = [await database(`legacy_${capture}`), await database(`candidate_${capture}`)];
      follower = open(candidate.url, capture);
    });

    captureContract(() => ({
      open: () => open(legacy.url, capture),
      follower,
      run: async (text) => void (await legacy.client.query(text)),
      breakConnections: async () => void (await legacy.client.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'banyan mover%' and datname = current_database()`)),
    }));
  });

  test('by replication: a transaction whose commit stands right behind one that is done with comes again after a break', async () => {
    const { url, client } = await database('behind');
    const other = new Client({ connectionString: url });
    clients.push(other);
    await other.connect();
    const [store, later] = [open(url, 'replication'), open(url, 'replication')];
    await store.install('legacy', WATCHED, 'on');
    await other.query(`begin; insert into things values (2, 'a')`);
    await client.query(`insert into things values (1, 'a')`);
    await other.query('commit');
    const [first, second] = await store.changes({ rows: 10, bytes: 10_000 });
    expect([first?.key, second?.key]).toEqual([['1'], ['2']]);
    await store.forget([first?.id ?? '']);
    await until(async () => (await client.query(`select 1 from pg_replication_slots where database = current_database() and confirmed_flush_lsn >= $1`, [first?.id.split('/').slice(0, 2).join('/')])).rows[0]);
    await store.close();
    expect((await later.changes({ rows: 10, bytes: 10_000 })).map(({ key }) => key)).toEqual([['2']]);
  });

  test('by replication: what is more than the mover holds waits at the server', async () => {
    const { url, client } = await database('pressed');
    const store = open(url, 'replication');
    await store.install('legacy', WATCHED, 'on');
    const db = openServer(url);
    const slot = await slotName(db, 'orders');
    const stream = await openStream({ url, group: 'orders', slot, publication: slot, from: 0n, tables: await numberTables(db, { things: ['id'] }), onColumns: () => undefined });
    await client.query(`insert into things select i, 'x' from generate_series(1, 30000) i`);
    const barrier = async (name: string) => void (await client.query(`select pg_logical_emit_message(true, '${SAYS.barrier}', $1)`, [name]));
    const held: number[] = [];
    const seen = new Set<string>();
    for (;;) {
      await stream.arrived(barrier);
      const waiting = stream.waiting();
      if (waiting.length === 0) break;
      held.push(waiting.length);
      for (const { id } of waiting) seen.add(id);
      stream.forget(new Set(waiting.slice(0, 1_000).map(({ id }) => id)));
    }
    expect(Math.max(...held)).toBeGreaterThanOrEqual(4_000);
    // The server sends in pieces: what is in the last of them comes too.
    expect(Math.max(...held)).toBeLessThan(8_000);
    expect(seen.size).toBe(30_000);
    stream.close();
    await db.close();
  });

  test('by replication: a slot that is gone is a loss that is told, and never begun anew in silence', async () => {
    const { url, client } = await database('gone');
    const store = open(url, 'replication');
    await store.install('legacy', WATCHED, 'on');
    await client.query(`select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database()`);
    await client.query(`insert into things values (1, 'a')`);
    const lost = { code: 'MOVER_REFUSED', message: expect.stringContaining('changes are lost') };
    await expect(store.changes({ rows: 10, bytes: 1_000 })).rejects.toMatchObject(lost);
    await expect(store.install('legacy', WATCHED, 'on')).rejects.toMatchObject(lost);
    expect(await store.troubles()).toEqual([lost.message]);
    await store.install('legacy', WATCHED, 'off');
    await store.install('legacy', WATCHED, 'on');
    expect(await store.troubles()).toEqual([]);
  });

  test('by replication: a slot that keeps more of the log than a disk may be asked for holds', () => {
    const slot = { isLost: false, confirmed: 0n };
    expect(slotTroubles('s', { ...slot, keepsMiB: 1_024 })).toEqual([]);
    expect(slotTroubles('s', { ...slot, keepsMiB: 1_025 })).toEqual([expect.stringContaining('keeps 1025 MiB of the log')]);
  });

  test('by replication: tables are left with the identity that they had', async () => {
    const { url, client } = await database('identities');
    await client.query(`alter table mapped replica identity using index mapped_pkey; create table keyless (id integer not null unique, name text); alter table keyless replica identity nothing`);
    const identities = async (): Promise<string> => (await client.query<{ all: string }>(`select string_agg(relname || ' ' || relreplident::text, ', ' order by relname) as all from pg_class where relname in ('things', 'mapped', 'keyless')`)).rows[0]?.all ?? '';
    const watched = [...WATCHED, { table: 'keyless', key: ['id'], isMapped: false }];
    const store = open(url, 'replication', watched);
    await store.install('legacy', watched, 'on');
    expect(await identities()).toBe('keyless f, mapped f, things d');
    await client.query(`insert into keyless values (1, 'a'); update keyless set name = 'b'`);
    expect((await store.changes({ rows: 10, bytes: 10_000 })).map(({ key }) => key)).toEqual([['1'], ['1']]);
    await store.install('legacy', watched, 'off');
    expect(await identities()).toBe('keyless n, mapped i, things d');
    await client.query(`update keyless set name = 'c'`);
    expect((await client.query(`select 1 from pg_replication_slots where database = current_database()`)).rows).toEqual([]);
  });

  test.each(['outbox', 'replication'] as const)('a role that is no superuser and has just the rights that docs/mover.md names moves rows there and back, by %s, and an application needs none', async (capture) => {
    const [mover, shop] = [`mover_${capture}`, `shop_${capture}`];
    const sides = await Promise.all([database(`rights_${capture}_legacy`), database(`rights_${capture}_candidate`)]);
    await sides[0].client.query(`create role ${mover} login ${capture === 'replication' ? 'replication' : ''}; create role ${shop} login`);
    const [legacy, candidate] = await Promise.all(
      sides.map(async ({ url, client }) => {
        await client.query(`grant create on database ${new URL(url).pathname.slice(1)} to ${mover}; alter table things owner to ${mover}; alter table mapped owner to ${mover}; grant select, insert, update, delete on things, mapped to ${shop}`);
        const by = (role: string): string => Object.assign(new URL(url), { username: role }).href;
        const application = new Client({ connectionString: by(shop) });
        clients.push(application);
        await application.connect();
        return { store: open(by(mover), capture), application, client };
      }),
    ) as [Acting, Acting];
    const moved = parseData(data({ from: 'A', to: 'B', capture, tables: [table('things', { key: 'id' }), table('mapped', { key: 'id', to: into('mapped', { key: 'id', forward: (row) => ({ ...row }), back: (row) => ({ ...row }) }) })] }));
    const moving = move({ legacy: legacy.store, candidate: candidate.store }, moved);
    await legacy.application.query(`insert into things values (1, 'a', 'b')`);
    await moving.tell('forward', { backfill: true, verify: true });
    await legacy.application.query(`insert into mapped values (1, 'a'); update things set name = 'c'`);
    await moving.until(({ verification, lag }) => verification.lastPass !== null && lag.changes === 0);
    await moving.tell('reverse');
    await expect(legacy.application.query(`insert into things values (2, 'late')`)).rejects.toMatchObject({ code: 'BNY01' });
    await candidate.application.query(`insert into things values (3, 'theirs'); delete from mapped`);
    expect(await moving.until(({ lag }) => lag.changes === 0)).toMatchObject({ problems: [], missing: [], backfill: { quarantined: 0 } });
    expect((await legacy.client.query('select name from things union all select name from mapped order by 1')).rows).toEqual([{ name: 'c' }, { name: 'theirs' }]);
    await moving.tell('forward');
    await moving.movement.remove();
    expect((await legacy.client.query(`select 1 from pg_namespace where nspname = 'banyan' union all select 1 from pg_replication_slots where database = current_database()`)).rows).toEqual([]);
  });

  test('by replication: a role that lacks the right to it is refused, with what it lacks', async () => {
    const { url, client } = await database('lacking');
    await client.query('create role plain login; grant create on database lacking to plain; alter table things owner to plain; alter table mapped owner to plain');
    const store = open(Object.assign(new URL(url), { username: 'plain' }).href, 'replication');
    const refused: unknown = await store.install('legacy', WATCHED, 'on').catch((error: unknown) => error);
    expect(describeTrouble(refused)).toMatch(/the mover lacks a right in a store \(docs\/mover\.md lists those it needs\): .*replication/);
  });

  test('the word is not changed while changes of the other kind may wait', async () => {
    const { url } = await database('words');
    const [outbox, replication] = [open(url, 'outbox'), open(url, 'replication')];
    await outbox.install('legacy', WATCHED, 'on');
    await expect(replication.install('legacy', WATCHED, 'on')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining('captured by outbox') });
    await replication.install('legacy', WATCHED, 'off');
    await replication.install('legacy', WATCHED, 'on');
    await expect(outbox.install('legacy', WATCHED, 'on')).rejects.toMatchObject({ message: expect.stringContaining('captured by replication') });
    await outbox.uninstall(WATCHED.map(({ table }) => table));
    await expect(replication.changes({ rows: 1, bytes: 1 })).rejects.toThrow('changes are lost');
  });
});
