import { Pool } from 'pg';
import { median, reading, type Figure } from '../../figure.ts';
import { startMover } from './mover.ts';
import { inDatabase, openBenchStores } from './stores.ts';

const WRITERS = 4;
const SECONDS = 5;
const ROUNDS = 3;
const CAPTURES = ['nothing', 'outbox', 'replication'] as const;

interface Cost {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly logBytes: number;
  /** Seconds from the last commit until everything was applied. */
  readonly behind: number;
}

/** What writers of legacy's pay while their changes are captured: four who each change one row a transaction, with nothing capturing, with triggers and the outbox, and with logical replication; the mover applies meanwhile. */
export async function captureFigures(): Promise<Figure[]> {
  const stores = await openBenchStores();
  try {
    const costs: Record<string, Cost[]> = {};
    for (let round = 0; round < ROUNDS; round++) {
      for (const capture of CAPTURES) (costs[capture] ??= []).push(await costOf(capture, stores.legacy, await stores.createTarget(`${capture}_${round}`)));
    }
    return CAPTURES.flatMap((capture) => {
      const of = (name: keyof Cost): number => median((costs[capture] ?? []).map((cost) => cost[name]));
      const words = `writers, changes captured by ${capture}, median of ${ROUNDS}`;
      return [
        reading(`${words}: commits`, of('perSecond'), '/s'),
        reading(`${words}: p99 of a commit`, of('p99Ms'), 'ms'),
        reading(`${words}: log written by the server, each`, of('logBytes'), 'bytes'),
        ...(capture === 'nothing' ? [] : [reading(`${words}: until all were applied`, of('behind'), 's')]),
      ];
    });
  } finally {
    await stores.close();
  }
}

async function costOf(capture: (typeof CAPTURES)[number], legacy: string, candidate: string): Promise<Cost> {
  if (capture === 'nothing') return { ...(await write(legacy)), behind: 0 };
  const mover = await startMover(capture === 'outbox' ? 'moved-as-it-is' : 'moved-by-replication', legacy, candidate);
  try {
    await mover.tell({ flow: 'forward', backfill: false, verify: false });
    const cost = await write(legacy);
    const began = performance.now();
    await mover.until(({ lag }) => lag.changes === 0);
    return { ...cost, behind: (performance.now() - began) / 1_000 };
  } finally {
    await mover.tell({ flow: 'none', backfill: false, verify: false });
    await mover.remove();
    await mover.stop();
  }
}

/** Each writer changes rows of its own, for the same time, however quick it is. */
async function write(url: string): Promise<Omit<Cost, 'behind'>> {
  // A server that is stopped right after `end` may still say so on a connection.
  const pool = new Pool({ connectionString: url, max: WRITERS }).on('error', () => undefined);
  const position = async (): Promise<number> => Number((await inDatabase(url, [`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')`]))[0]);
  const took: number[] = [];
  try {
    const before = await position();
    const ends = performance.now() + SECONDS * 1_000;
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let i = 0; performance.now() < ends; i++) {
          const began = performance.now();
          await pool.query('update orders set total_cents = total_cents + 1 where id = $1', [1 + writer + WRITERS * (i % 10_000)]);
          took.push(performance.now() - began);
        }
      }),
    );
    const written = (await position()) - before;
    return { perSecond: took.length / SECONDS, p99Ms: took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0, logBytes: written / took.length };
  } finally {
    await pool.end();
  }
}
