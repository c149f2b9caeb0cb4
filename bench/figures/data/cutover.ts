import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from '../../../demo/free-port.ts';
import { openStores } from '../../../demo/postgres/stores.ts';
import type { DesiredData, ObservedData } from '../../../domain/data-movement.ts';
import { createDataMover } from '../../../migrations/adapters/data/data-mover.ts';
import { figure, median, reading, type Figure } from '../../figure.ts';
import { startChild, type Child } from '../../processes/child.ts';
import { answers, startProgram } from '../../processes/program.ts';

const MOVED = join(import.meta.dirname, '../../processes/moved');
const BANYAN = join(import.meta.dirname, '../../../bin/banyan.ts');
const TOKEN = 'of the bench';
const SCHEMA = [
  'create table accounts (id integer primary key, spent bigint not null default 0)',
  'create table orders (id bigint generated always as identity primary key, account_id integer not null references accounts (id), total integer not null)',
  'create index on orders (account_id)',
];

export interface CutoverOptions {
  readonly cutovers: number;
  readonly rows: number;
  readonly writers: number;
  readonly readers: number;
}

interface Told {
  readonly writes: { readonly count: number; readonly longestMs: number };
  readonly reads: { readonly count: number; readonly longestMs: number };
  readonly failed: number;
}

/**
 * How long writers wait while the ownership of their writes moves, there and back, under load: as the mover measures it, from asking for the first lock to the last commit, and as the writers
 * feel it, who are refused on the one side and go to the other. Mover, load and server are processes of their own.
 */
export async function cutoverFigures({ cutovers, rows, writers, readers }: CutoverOptions = { cutovers: 40, rows: 100_000, writers: 8, readers: 4 }): Promise<Figure[]> {
  const server = await openStores();
  const urls = { LEGACY_DATABASE_URL: await server.createDatabase('legacy'), ORDERS_DATABASE_URL: await server.createDatabase('candidate') };
  await fill(urls, rows);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram(process.execPath, [BANYAN, 'mover', '--migrations', MOVED, '--port', String(port)], { env: { ...urls, BANYAN_ADMIN_TOKEN: TOKEN }, isReady: () => answers(`${url}/healthz`) });
  const mover = createDataMover({ url, token: TOKEN });
  const see = async (): Promise<ObservedData> => {
    const { orders = 'absent' } = await mover.observe(['orders']);
    if (orders === 'absent') throw new Error('the mover moves nothing');
    return orders;
  };
  const when = async (isSo: (seen: ObservedData) => boolean): Promise<void> => {
    while (!isSo(await see())) await sleep(50);
  };
  const load = await startChild([join(MOVED, 'shop-load.ts'), urls.LEGACY_DATABASE_URL, urls.ORDERS_DATABASE_URL, String(writers), String(readers)]);
  try {
    await mover.ensure('orders', { flow: 'forward', backfill: true, verify: false });
    await when(({ backfill }) => backfill.done);
    const [pauses, felt, reads, usual]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let i = 0; i < cutovers; i++) {
      await when(({ lag }) => lag.changes < 100);
      const before = Date.now();
      await sleep(500);
      usual.push((await ask(load, before)).writes.longestMs);
      const since = Date.now();
      const told: DesiredData = { flow: i % 2 === 0 ? 'reverse' : 'forward', backfill: false, verify: false };
      await mover.ensure('orders', told);
      // Who waited goes on at the other side.
      await sleep(300);
      pauses.push((await see()).lastPause?.ms ?? Number.NaN);
      const seen = await ask(load, since);
      felt.push(seen.writes.longestMs);
      reads.push(seen.reads.longestMs);
    }
    const { failed } = await ask(load, 0);
    return [
      figure(`pause of writers at ${cutovers} changes of owner, ${writers} writers and ${readers} readers: p99`, quantile(pauses, 0.99), 'ms', '≤', 200),
      reading('  median', median(pauses), 'ms'),
      reading('  longest', Math.max(...pauses), 'ms'),
      reading('longest write around each, as a caller feels it: median', median(felt), 'ms'),
      reading('  p99', quantile(felt, 0.99), 'ms'),
      reading('  where no owner changed, median of as many half seconds', median(usual), 'ms'),
      reading('longest read around each: p99', quantile(reads, 0.99), 'ms'),
      figure('reads and writes that failed', failed, 'requests', '≤', 0),
    ];
  } finally {
    await load.stop();
    await program.stop();
    await server.close();
  }
}

async function fill(urls: { readonly LEGACY_DATABASE_URL: string; readonly ORDERS_DATABASE_URL: string }, rows: number): Promise<void> {
  for (const [name, url] of Object.entries(urls)) {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (const statement of SCHEMA) await client.query(statement);
    if (name === 'LEGACY_DATABASE_URL') {
      await client.query('insert into accounts (id) select i from generate_series(1, 1000) i');
      await client.query('insert into orders (account_id, total) select 1 + i % 1000, i % 100 from generate_series(1, $1::integer) i', [rows]);
    }
    await client.end();
  }
}

async function ask({ process: child }: Child, since: number): Promise<Told> {
  child.send({ since });
  const [told] = (await once(child, 'message')) as [Told];
  return told;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}
