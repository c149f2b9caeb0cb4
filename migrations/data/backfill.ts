import { mapRows } from './map-rows.ts';
import { FIRST_PACE, nextPace, type Pace } from './pace.ts';
import type { Route } from './route.ts';
import { keyText, pick, placesOf, type RowSet } from './rows.ts';
import type { Progress, Upsert } from './store.ts';
import type { Touched, Way } from './sync.ts';

/** In memory there is one chunk that is being written and one that is being read. */
const CHUNK_BYTES = 8 * 1024 * 1024;
const NONE: Progress = { last: null, copied: 0, done: false };

export interface Backfill {
  /** Copies one chunk. Returns how many rows it had, and whether every table is through. */
  step(): Promise<{ readonly rows: number; readonly done: boolean; readonly pauseMs: number }>;
  /** These rows have been read anew since: what a chunk that was read before knows of them is left out. */
  readonly touched: Touched;
}

interface Ahead {
  readonly route: Route;
  readonly from: Progress;
  readonly touched: Set<string>;
  readonly read: Promise<{ readonly rows: RowSet; readonly ms: number }>;
}

/**
 * Copies tables in the order of the migration file, by chunks in order of the key. A chunk and its checkpoint are one transaction: what was killed, or failed, goes on after the last one, by another `createBackfill`. The next chunk is
 * read while one is written; rows that change between its reading and its writing come by their changes, and are left out of it: a late chunk overwrites nothing newer.
 */
export function createBackfill({ from, to, routes }: Way, elapsed: () => number): Backfill {
  let pace: Pace = FIRST_PACE;
  let ahead: Ahead | undefined;
  let progress: Map<string, Progress> | undefined;

  function readAhead(route: Route, at: Progress): Ahead {
    const began = elapsed();
    const read = from.readChunk(route.table, route.key, at.last, { rows: pace.rows, bytes: CHUNK_BYTES }).then((rows) => ({ rows, ms: elapsed() - began }));
    // Awaited when it is its turn.
    read.catch(() => undefined);
    return { route, from: at, touched: new Set(), read };
  }

  async function step(): ReturnType<Backfill['step']> {
    progress ??= new Map(await to.progress());
    const known = progress;
    const route = routes.find(({ table }) => !known.get(table)?.done);
    if (!route) return { rows: 0, done: true, pauseMs: 0 };
    const at = known.get(route.table) ?? NONE;
    const chunk = ahead?.route === route && ahead.from === at ? ahead : readAhead(route, at);
    ahead = chunk;
    const { rows, ms } = await chunk.read;
    pace = nextPace(pace, { rows: rows.rows.length, ms });
    const keyAt = placesOf(rows.columns, route.key);
    const last = rows.rows.at(-1);
    const next: Progress = { last: last ? pick(last, keyAt) : at.last, copied: at.copied + rows.rows.length, done: rows.rows.length === 0 };
    // What is touched from here on is written after this chunk; what was touched before is not in it.
    const kept = chunk.touched.size === 0 ? rows : { ...rows, rows: rows.rows.filter((row) => !chunk.touched.has(keyText(pick(row, keyAt)))) };
    ahead = next.done || pace.pauseMs > 0 ? undefined : readAhead(route, next);
    const { mapped, refused } = mapRows(route, kept);
    const upserts = mapped.map(({ part, columns, rows: given, origins }): Upsert => ({ table: part.table, key: part.key, columns, rows: given, origin: route.table, origins, fresh: true }));
    await to.write({ upserts, progress: { table: route.table, ...next }, quarantine: refused, retried: [] });
    known.set(route.table, next);
    return { rows: rows.rows.length, done: false, pauseMs: pace.pauseMs };
  }

  return {
    step,
    touched(table, keys) {
      if (ahead?.route.table !== table) return;
      for (const key of keys) ahead.touched.add(keyText(key));
    },
  };
}
