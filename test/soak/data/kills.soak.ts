import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataFlow, ObservedData } from '../../../domain/data-movement.ts';
import { createDataMover } from '../../../migrations/adapters/data/data-mover.ts';
import { MOVER_TOKEN, startMover, writeMigration, type MoverProcess } from '../../support/mover-process.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { realClock } from '../../support/real-clock.ts';
import { createRandom } from '../../../sandbox/faults/random.ts';

const RUNS = process.env['SOAK'] === 'short' ? 5 : 100;
const ACCOUNTS = 40;

/** A small shop whose writers transfer between accounts and write down every transfer that was committed; nobody else knows what the stores must hold. */
describe('movers and connections that are killed at any moment', () => {
  let server: PostgresServer;
  let migration: Awaited<ReturnType<typeof writeMigration>>;

  beforeAll(async () => {
    server = await startPostgres();
    migration = await writeMigration(`data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('accounts', { key: 'id' }), table('transfers', { key: 'id' })] })`);
  }, 60_000);
  afterAll(async () => {
    await migration.remove();
    await server.close();
  });

  test.each(Array.from({ length: RUNS }, (_, i) => i + 1))('run %i: forward, over, back and over again; nothing is lost, nothing doubled', async (seed) => {
    const random = createRandom(String(seed));
    const urls = { legacy: await server.createDatabase(`legacy_${seed}`), candidate: await server.createDatabase(`candidate_${seed}`) };
    const stores = { legacy: openShop(urls.legacy), candidate: openShop(urls.candidate) };
    const killer = openShop(urls.legacy);
    for (const db of Object.values(stores)) {
      await db.query(`create table accounts (id integer primary key, cents bigint not null)`);
      await db.query(`create table transfers (id uuid primary key, from_id integer not null, to_id integer not null, cents integer not null)`);
    }
    await stores.legacy.query(`insert into accounts select i, 1000 from generate_series(1, ${ACCOUNTS}) i`);
    const environment = { LEGACY_DATABASE_URL: urls.legacy, ORDERS_DATABASE_URL: urls.candidate };
    let mover: MoverProcess = await startMover(migration.directory, environment);
    const ledger = new Set<string>();
    const stop = new AbortController();
    const writers = Array.from({ length: 3 }, async () => {
      while (!stop.signal.aborted) {
        const id = await transfer(stores, random, () => stop.signal.aborted);
        if (id !== undefined) ledger.add(id);
      }
    });
    const kills = (async () => {
      while (!stop.signal.aborted) {
        await realClock.sleep(30 + random() * 250);
        if (random() < 0.5) {
          await mover.kill('SIGKILL');
          mover = await startMover(migration.directory, environment);
        } else await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'banyan mover%' and datname in ($1, $2)`, [`legacy_${seed}`, `candidate_${seed}`]).catch(() => undefined);
      }
    })();
    const bring = (flow: DataFlow, backfill: boolean): Promise<ObservedData> =>
      persist(async () => {
        const client = createDataMover({ url: mover.url, token: MOVER_TOKEN, lookMs: 5_000, orderMs: 10_000 });
        await client.ensure('orders', { flow, backfill, verify: false });
        const seen = (await client.observe(['orders']))['orders'];
        return seen !== undefined && seen !== 'absent' && seen.flow === flow && (!backfill || seen.backfill.done) ? seen : undefined;
      });
    try {
      await bring('forward', true);
      await bring('reverse', false);
      await bring('forward', false);
      await bring('reverse', false);
      stop.abort();
      await Promise.all([...writers, kills]);
      await persist(async () => {
        const seen = (await createDataMover({ url: mover.url, lookMs: 5_000 }).observe(['orders']))['orders'];
        return seen !== undefined && seen !== 'absent' && seen.lag.changes === 0 ? seen : undefined;
      });
      const state = async (db: Pool): Promise<unknown> => [(await db.query(`select id, cents from accounts order by id`)).rows, (await db.query(`select * from transfers order by id`)).rows];
      expect(await state(stores.legacy)).toEqual(await state(stores.candidate));
      const ids = (await stores.legacy.query<{ id: string }>(`select id from transfers`)).rows.map(({ id }) => id);
      expect([...ledger].filter((id) => !ids.includes(id))).toEqual([]);
      const sums = await stores.legacy.query(`select sum(cents)::text as sum, (select count(*)::text from accounts a where cents <> 1000 + coalesce((select sum(cents) from transfers where to_id = a.id), 0) - coalesce((select sum(cents) from transfers where from_id = a.id), 0)) as wrong from accounts`);
      expect(sums.rows).toEqual([{ sum: String(1_000 * ACCOUNTS), wrong: '0' }]);
      expect(ledger.size).toBeGreaterThan(20);
      expect((await stores.legacy.query(`select * from banyan.quarantine`)).rows).toEqual([]);
    } finally {
      stop.abort();
      await Promise.allSettled([...writers, kills]);
      await mover.kill('SIGKILL');
      for (const db of [...Object.values(stores), killer]) await db.end();
    }
  }, 90_000);
});

/** As a client behind the proxy: what one side refuses goes to the other. Returns the id of what is known to be committed. */
async function transfer(stores: Readonly<Record<'legacy' | 'candidate', Pool>>, random: () => number, stopped: () => boolean): Promise<string | undefined> {
  const id = crypto.randomUUID();
  const [from, to, cents] = [1 + Math.floor(random() * ACCOUNTS), 1 + Math.floor(random() * ACCOUNTS), 1 + Math.floor(random() * 50)];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  for (let side: 'legacy' | 'candidate' = 'legacy'; !stopped(); side = side === 'legacy' ? 'candidate' : 'legacy') {
    const client = await stores[side].connect();
    try {
      await client.query(
        `begin; update accounts set cents = cents - ${cents} where id = ${low}; update accounts set cents = cents + ${cents} where id = ${high}; insert into transfers values ('${id}', ${low}, ${high}, ${cents}); commit`,
      );
      return id;
    } catch (error) {
      if ((error as { code?: string }).code !== 'BNY01') throw error;
      await client.query('rollback');
      await realClock.sleep(5);
    } finally {
      client.release();
    }
  }
  return undefined;
}

async function persist<T>(ask: () => Promise<T | undefined>): Promise<T> {
  let last: unknown;
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await realClock.sleep(50);
  }
  throw new Error('it did not come about in a minute', { cause: last });
}

function openShop(url: string): Pool {
  return new Pool({ connectionString: url, max: 4, application_name: 'shop' });
}
