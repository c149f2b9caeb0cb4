import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { ObservedData } from '../../../domain/data-movement.ts';
import { data, table } from '../../../index.ts';
import { openStore } from '../../../migrations/adapters/postgres/open-movement.ts';
import { watchedTables } from '../../../migrations/data/tell.ts';
import { move, parseData, type Moving } from '../../support/moving.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { realClock } from '../../support/real-clock.ts';
import { mortalStores, type Moment, type Mortal } from './mortal-stores.ts';

/** Of the moments so many are tried; `null`: all. */
const MOMENTS = process.env['SOAK'] === 'short' ? 4 : null;
const PATIENCE_MS = 20_000;
const ROWS = 1_500;
const MOVER = `application_name like 'banyan mover%'`;

let server: PostgresServer;
beforeAll(async () => void (server = await startPostgres()), 60_000);
afterAll(() => server.close());

describe.each(['outbox', 'replication'] as const)('a mover that is killed at any call of a store, before it or with its answer lost, captures by %s', (capture) => {
  const moved = parseData(data({ from: 'A', to: 'B', capture, tables: [table('orders', { key: 'id' })] }));
  const watched = watchedTables(moved);
  const urls = { legacy: '', candidate: '' };
  const clients = {} as Record<'legacy' | 'candidate', Client>;

  beforeAll(async () => {
    for (const side of ['legacy', 'candidate'] as const) {
      urls[side] = await server.createDatabase(`moments_${capture}_${side}`);
      clients[side] = new Client({ connectionString: urls[side] });
      await clients[side].connect();
      await clients[side].query('create table orders (id integer primary key, total integer not null)');
    }
  }, 60_000);
  afterAll(() => Promise.all(Object.values(clients).map((client) => client.end())));

  test('all comes out as if nobody had been killed', async () => {
    const whole = await moveThereAndBack(null);
    expect(whole).toMatchObject({ died: '', wrong: [] });
    const step = MOMENTS === null ? 1 : Math.ceil(whole.calls / MOMENTS);
    let tried = 0;
    const wrong: object[] = [];
    for (let at = 1; at <= whole.calls; at += step) {
      for (const when of ['before', 'after'] as const) {
        tried += 1;
        const found = await moveThereAndBack({ at, when });
        if (found.wrong.length > 0 || found.died === '') wrong.push({ at, when, ...found });
      }
    }
    process.stdout.write(`${capture}: ${tried} deaths at ${whole.calls} calls, ${wrong.length} wrong\n`);
    expect(wrong).toEqual([]);
  }, 900_000);

  /** Copied, followed, handed over, followed back and handed back, with writes in between; whoever dies has a successor. */
  async function moveThereAndBack(moment: Moment | null): Promise<{ readonly calls: number; readonly died: string; readonly wrong: readonly string[] }> {
    for (const client of Object.values(clients)) await client.query('truncate orders');
    await clients.legacy.query(`insert into orders select i, i from generate_series(1, ${ROWS}) i`);
    const first = open(moment);
    let mover = first;

    async function bring(what: () => Promise<void>, isSo: ((seen: ObservedData) => boolean) | 'absent'): Promise<void> {
      for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
        if (mover.stores.isDead()) mover = await succeed(mover);
        try {
          await what();
          for (;;) {
            const wait = await mover.moving.movement.turn();
            const seen = await mover.moving.movement.observe();
            if (seen === 'absent' || isSo === 'absent' ? seen === isSo : isSo(seen)) return;
            if (performance.now() > end) break;
            if (wait > 0) await realClock.sleep(Math.min(wait, 20));
          }
        } catch (error) {
          if (!mover.stores.isDead()) throw error;
        }
      }
      throw new Error(`did not come about: ${what.toString()}`);
    }

    const tell = (flow: 'forward' | 'reverse', backfill = false) => () => mover.moving.tell(flow, { backfill });
    await bring(tell('forward', true), ({ backfill }) => backfill.copied > 0);
    await write(clients.legacy, 10_000);
    await bring(tell('forward', true), ({ backfill, lag }) => backfill.done && lag.changes === 0);
    await bring(tell('reverse'), ({ flow }) => flow === 'reverse');
    await write(clients.candidate, 20_000);
    await bring(tell('reverse'), ({ lag }) => lag.changes === 0);
    await bring(tell('forward'), ({ flow, lag }) => flow === 'forward' && lag.changes === 0);
    await write(clients.legacy, 30_000);
    await bring(tell('forward'), ({ lag }) => lag.changes === 0);
    const [ours, theirs] = [await content(clients.legacy), await content(clients.candidate)];
    const wrong = [...(ours === theirs ? [] : [`legacy has ${ours}, the candidate ${theirs}`]), ...(ours.startsWith(`${ROWS} `) ? [] : [`${ours} instead of ${ROWS} rows`])];
    await bring(() => mover.moving.movement.remove(), 'absent');
    await mover.moving.movement.close();
    const { count, last } = first.stores.calls();
    return { calls: count, died: first.stores.isDead() ? last : '', wrong };
  }

  function open(moment: Moment | null): { readonly stores: Mortal; readonly moving: Moving } {
    const stores = mortalStores({ legacy: openStore(urls.legacy, 'orders', capture, watched.legacy), candidate: openStore(urls.candidate, 'orders', capture, watched.candidate) }, moment);
    return { stores, moving: move(stores, moved) };
  }

  /** What the dead one had under way breaks off with its connections. */
  async function succeed(dead: ReturnType<typeof open>): Promise<ReturnType<typeof open>> {
    for (const client of Object.values(clients)) await client.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and ${MOVER}`);
    await dead.moving.movement.close().catch(() => undefined);
    return open(null);
  }
});

/** Three kinds of writes, which leave as many rows as there were; `at`: new keys begin there. */
async function write(client: Client, at: number): Promise<void> {
  await client.query(`insert into orders select ${at} + i, i from generate_series(1, 20) i; update orders set total = total + 1 where id % 7 = 0; update orders set id = id + 5000 where id between ${at} + 1 and ${at} + 3; delete from orders where id > ${at}`);
}

async function content(client: Client): Promise<string> {
  const { rows } = await client.query<{ all: string }>(`select count(*) || ' ' || coalesce(sum(hashtextextended(o::text, 0)::numeric), 0) as all from orders o`);
  return rows[0]?.all ?? '';
}
