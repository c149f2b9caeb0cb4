import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStores } from '../../../demo/postgres/stores.ts';
import { figure, median, reading, type Figure } from '../../figure.ts';
import { startChild, type Child } from '../../processes/child.ts';
import { startMover } from './mover.ts';
import { inDatabase } from './stores.ts';

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
  const [legacy, candidate] = [await server.createDatabase('legacy'), await server.createDatabase('candidate')];
  await inDatabase(candidate, SCHEMA);
  await inDatabase(legacy, [...SCHEMA, 'insert into accounts (id) select i from generate_series(1, 1000) i', `insert into orders (account_id, total) select 1 + i % 1000, i % 100 from generate_series(1, ${rows}) i`]);
  const mover = await startMover('moved', legacy, candidate);
  const load = await startChild(['bench/processes/shop-load.ts', legacy, candidate, String(writers), String(readers)]);
  try {
    await mover.tell({ flow: 'forward', backfill: true, verify: false });
    await mover.until(({ backfill }) => backfill.done);
    const [pauses, felt, reads, usual]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let i = 0; i < cutovers; i++) {
      await mover.until(({ lag }) => lag.changes < 100);
      const before = Date.now();
      await sleep(500);
      usual.push((await ask(load, before)).writes.longestMs);
      const since = Date.now();
      await mover.tell({ flow: i % 2 === 0 ? 'reverse' : 'forward', backfill: false, verify: false });
      // Who waited goes on at the other side.
      await sleep(300);
      pauses.push((await mover.until(({ lastPause }) => lastPause !== null)).lastPause?.ms ?? Number.NaN);
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
    await mover.stop();
    await server.close();
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
