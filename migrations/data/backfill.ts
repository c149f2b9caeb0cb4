import { setImmediate as nextTurn } from 'node:timers/promises';
import { mapRows, type MappedRows, type Refused } from './map-rows.ts';
import { mapToText, type MappedText } from './map-to-text.ts';
import { FIRST_PACE, nextPace, type Pace } from './pace.ts';
import { isAsItIs, type Part, type Route } from './route.ts';
import { keyText, pick, placesOf } from './rows.ts';
import type { Chunk, Progress, Upsert } from './store.ts';
import type { Touched, Way } from './sync.ts';

/** Bytes of a chunk. In memory there is one that is being written, one that is mapped meanwhile, and one that is read; mapped ones are there as text twice over. */
const MOST = { unread: 4 * 1024 * 1024, mapped: 2 * 1024 * 1024, chunks: 2 };
const NOBODY: ReadonlySet<string> = new Set();
const NONE: Progress = { last: null, copied: 0, done: false };

export interface Backfill {
  /** Copies one chunk. Returns how many rows it had, and whether every table is through. */
  step(): Promise<{ readonly rows: number; readonly done: boolean; readonly pauseMs: number }>;
  /** These rows have been read anew since: what a chunk that was read before knows of them is left out. */
  readonly touched: Touched;
}

interface Offer {
  readonly upserts: readonly Upsert[];
  readonly refused: readonly Refused[];
}

interface Ahead {
  readonly route: Route;
  readonly touched: Set<string>;
  /** Where the next begins, when this one has come. */
  next?: Progress;
  /** Mapped as soon as it has come, which is while one before it is written. */
  readonly read: Promise<{ readonly rows: Chunk; readonly offer: Offer; readonly next: Progress }>;
}

/**
 * Copies tables in the order of the migration file, by chunks in order of the key. A chunk and its checkpoint are one transaction: what was killed, or failed, goes on after the last one, by another `createBackfill`. While one is
 * written the next is mapped and the one after it read; rows that change between a chunk's reading and its writing come by their changes, and are left out of it: a late chunk overwrites nothing newer.
 */
export function createBackfill({ from, to, routes }: Way, elapsed: () => number): Backfill {
  let pace: Pace = FIRST_PACE;
  const ahead: Ahead[] = [];
  let progress: Map<string, Progress> | undefined;
  /** Milliseconds spent on mapping, during which nothing that has come is noticed. */
  let mapping = 0;

  function map(route: Route, rows: Chunk, touched: ReadonlySet<string>): Offer {
    const began = elapsed();
    const made = offer(route, rows, touched);
    mapping += elapsed() - began;
    return made;
  }

  function readAhead(route: Route, at: Progress): void {
    const began = elapsed() - mapping;
    const bytes = unreadPart(route) ? MOST.unread : MOST.mapped;
    const read = from.readChunk(route.table, route.key, at.last, { rows: pace.rows, bytes }).then(async (rows) => {
      pace = nextPace(pace, { rows: rows.count, ms: elapsed() - mapping - began });
      // Rows that come after the end from now on come by their changes: whoever followed them would never be through.
      const next: Progress = { last: rows.last ? pick(rows.last, placesOf(rows.columns, route.key)) : at.last, copied: at.copied + rows.count, done: rows.isEnd };
      chunk.next = next;
      // Asked for before this one is mapped, so that the source does not wait for that.
      readNext(chunk);
      await nextTurn();
      return { rows, offer: map(route, rows, NOBODY), next };
    });
    // Awaited when it is its turn.
    read.catch(() => undefined);
    const chunk: Ahead = { route, touched: new Set(), read };
    ahead.push(chunk);
  }

  function readNext({ route, next }: Ahead): void {
    if (next && !next.done && pace.pauseMs === 0 && ahead.length < MOST.chunks) readAhead(route, next);
  }

  async function step(): ReturnType<Backfill['step']> {
    progress ??= new Map(await to.progress());
    const known = progress;
    const route = routes.find(({ table }) => !known.get(table)?.done);
    if (!route) return { rows: 0, done: true, pauseMs: 0 };
    const at = known.get(route.table) ?? NONE;
    if (ahead.length === 0) readAhead(route, at);
    const [chunk] = ahead as [Ahead];
    const { rows, offer: whole, next } = await chunk.read;
    // What is touched from here on is written after this chunk; what was touched before is not in it.
    const { upserts, refused } = chunk.touched.size === 0 ? whole : map(route, rows, chunk.touched);
    ahead.shift();
    readNext(ahead.at(-1) ?? chunk);
    await to.write({ upserts, progress: { table: route.table, ...next }, quarantine: refused, retried: [] });
    known.set(route.table, next);
    const { pauseMs } = pace;
    // One slow chunk is rested for once, however many are on their way.
    pace = { ...pace, pauseMs: 0 };
    return { rows: rows.count, done: false, pauseMs };
  }

  return {
    step,
    touched(table, keys) {
      for (const { route, touched } of ahead) if (route.table === table) for (const key of keys) touched.add(keyText(key));
    },
  };
}

/** Rows for the other store, but for those that were touched. A table that moves as it is goes there unread. */
function offer(route: Route, chunk: Chunk, touched: ReadonlySet<string>): Offer {
  const keyAt = placesOf(chunk.columns, route.key);
  const only = unreadPart(route);
  if (only && touched.size === 0) return { upserts: chunk.count === 0 ? [] : [unread(route, only, chunk)], refused: [] };
  if (touched.size === 0) return mappedText(route, chunk);
  const { mapped, refused } = mapRows(route, { columns: chunk.columns, rows: chunk.rows.filter((row) => !touched.has(keyText(pick(row, keyAt)))) });
  return { upserts: mapped.map(({ part, columns, rows, origins }) => ({ table: part.table, key: part.key, columns, rows, origin: route.table, origins, copy: 'rows' })), refused };
}

/** As text; the rows themselves are made only where the store does not take that. */
function mappedText(route: Route, chunk: Chunk): Offer {
  const { mapped, refused } = mapToText(route, chunk);
  const rowsOf = ({ part, columns }: MappedText): MappedRows | undefined => mapRows(route, chunk).mapped.find((each) => each.part === part && each.columns.join('\n') === columns.join('\n'));
  return {
    refused,
    upserts: mapped.map((each): Upsert => {
      let made: MappedRows | undefined;
      return {
        table: each.part.table,
        key: each.part.key,
        columns: each.columns,
        origin: route.table,
        copy: each.text,
        get rows() {
          return (made ??= rowsOf(each))?.rows ?? [];
        },
        get origins() {
          return (made ??= rowsOf(each))?.origins ?? [];
        },
      };
    }),
  };
}

/** Where rows go that nobody needs to look into. */
function unreadPart(route: Route): Part | undefined {
  const [only] = route.parts;
  return only && route.parts.length === 1 && isAsItIs(route, only) ? only : undefined;
}

function unread({ table: origin, key }: Route, part: Part, chunk: Chunk): Upsert {
  return {
    table: part.table,
    key: part.key,
    columns: chunk.columns.map(({ name }) => name),
    origin,
    copy: chunk.text,
    get rows() {
      return chunk.rows;
    },
    get origins() {
      return chunk.rows.map((row) => pick(row, placesOf(chunk.columns, key)));
    },
  };
}
