import type { DataDifference, Verification } from '../../domain/data-movement.ts';
import { findDifferences } from './find-differences.ts';
import { mapKey } from './map-rows.ts';
import { isAsItIs, type Part, type Route } from './route.ts';
import { keyText, pick, placesOf, toRow, type RowSet, type TextRow } from './rows.ts';
import { createSuspects } from './suspects.ts';
import type { Way } from './sync.ts';

/** Rows summed up at once, and so few that they are compared one by one. */
const CHUNK = 20_000;
const ROW_BY_ROW = 16;
/** Mapped rows are read, mapped and compared so many at once. */
const PORTION = { rows: 1_000, bytes: 4 * 1024 * 1024 };
const SAMPLES = 20;

export interface Verifier {
  /** Looks again at what differed, then compares one chunk. `excused`: rows whose change waits in quarantine, as `table key`. */
  step(excused: ReadonlySet<string>): Promise<void>;
  state(): Verification;
}

/** Where a pass stands: in the rows of a route's table, or, after those, in the rows of one of its parts that nothing may stand for. */
interface Place {
  readonly route: number;
  readonly stage: 'rows' | 'extras';
  readonly part: number;
  readonly after: TextRow | null;
}

interface Pass {
  readonly beganAt: number;
  checked: number;
  count: number;
  readonly samples: DataDifference[];
}

const START: Place = { route: 0, stage: 'rows', part: 0, after: null };

/** Compares both stores, pass after pass. Tables that arrive as they are by checksums of chunks, halved down to the rows that differ; mapped ones row by row, in the database that has them. */
export function createVerifier(way: Way, now: () => number, salt: string): Verifier {
  const { from, to, routes } = way;
  const suspects = createSuspects(way, salt);
  let place = START;
  let pass = newPass();
  let last: Verification | undefined;

  function newPass(): Pass {
    return { beganAt: now(), checked: 0, count: 0, samples: [] };
  }

  async function step(excused: ReadonlySet<string>): Promise<void> {
    const differing = suspects.size() > 0 ? await suspects.lookAgain(excused) : [];
    pass.count += differing.length;
    pass.samples.push(...differing.slice(0, SAMPLES - pass.samples.length));
    const route = routes[place.route];
    if (route) pass.checked += await compareNext(route);
    // A pass has ended when nothing of it is in doubt any more.
    else if (suspects.size() === 0) endPass();
  }

  function endPass(): void {
    last = { checked: pass.checked, differing: pass.count, samples: pass.samples, lastPass: { beganAt: pass.beganAt, completedAt: now() } };
    place = START;
    pass = newPass();
  }

  function compareNext(route: Route): Promise<number> {
    const [only] = route.parts;
    return only && route.parts.length === 1 && isAsItIs(route, only) ? compareSums(route, only) : compareMapped(route);
  }

  async function compareSums(route: Route, part: Part): Promise<number> {
    const [ours, theirs] = await Promise.all([from.columns(route.table), to.columns(part.table)]);
    const shared = ours.map(({ name }) => name).filter((name) => theirs.some((column) => column.name === name));
    const end = await from.boundary(route.table, route.key, place.after, CHUNK);
    const rows = await narrow(route, part, shared, place.after, end);
    place = end ? { ...place, after: end } : { ...START, route: place.route + 1 };
    return rows;
  }

  /** Where the sums of a range differ, its halves are summed up; where it has few rows, they are compared. */
  async function narrow(route: Route, part: Part, names: readonly string[], after: TextRow | null, end: TextRow | null): Promise<number> {
    const [here, there] = await Promise.all([from.checksum(route.table, route.key, names, after, end), to.checksum(part.table, part.key, names, after, end)]);
    if ((here.rows === there.rows && here.sum === there.sum) || suspects.isFull()) return here.rows;
    const more = Math.max(here.rows, there.rows);
    const middle = more > ROW_BY_ROW ? await (here.rows >= there.rows ? from : to).boundary(here.rows >= there.rows ? route.table : part.table, route.key, after, Math.ceil(more / 2)) : null;
    if (middle && (!end || keyText(middle) !== keyText(end))) {
      await narrow(route, part, names, after, middle);
      await narrow(route, part, names, middle, end);
      return here.rows;
    }
    const [ours, theirs] = await Promise.all([from.keys(route.table, route.key, after, end), to.keys(part.table, part.key, after, end)]);
    await compareRows(route, await from.readKeys(route.table, route.key, ours));
    const known = new Set(ours.map(keyText));
    for (const key of theirs) if (!known.has(keyText(key))) suspects.addExtra(route, key, { part, key });
    return here.rows;
  }

  async function compareMapped(route: Route): Promise<number> {
    if (place.stage === 'rows') {
      const rows = await from.readChunk(route.table, route.key, place.after, PORTION);
      await compareRows(route, rows);
      place = behind(rows, route.key) ?? { ...place, stage: 'extras', part: 0, after: null };
      return rows.rows.length;
    }
    const part = route.parts[place.part];
    if (part) {
      const rows = await to.readChunk(part.table, part.key, place.after, PORTION);
      await findExtras(route, part, rows);
      place = behind(rows, part.key) ?? { ...place, part: place.part + 1, after: null };
    } else place = { ...START, route: place.route + 1 };
    return 0;
  }

  /** The same place, behind the last of these rows. */
  function behind({ columns, rows }: RowSet, key: readonly string[]): Place | undefined {
    const end = rows.at(-1);
    return end && { ...place, after: pick(end, placesOf(columns, key)) };
  }

  async function compareRows(route: Route, rows: RowSet): Promise<void> {
    suspects.add(route, (await findDifferences(way, route, rows, salt)).values());
  }

  async function findExtras(route: Route, part: Part, rows: RowSet): Promise<void> {
    const keyAt = placesOf(rows.columns, part.key);
    const owners = rows.rows.flatMap((row) => {
      const key = mapKey({ ...part, key: route.key, map: part.unmap }, toRow(rows.columns, row));
      return key ? [{ key, there: pick(row, keyAt) }] : [];
    });
    const keys = owners.map(({ key }) => key);
    const gone = new Set((await from.compare(route.table, route.key, route.key, keys)).map(({ index }) => index));
    const here = await from.readKeys(route.table, route.key, keys);
    const elsewhere = new Set(here.rows.filter((row) => !mapKey(part, toRow(here.columns, row))).map((row) => keyText(pick(row, placesOf(here.columns, route.key)))));
    for (const [i, { key, there }] of owners.entries()) if (gone.has(i) || elsewhere.has(keyText(key))) suspects.addExtra(route, key, { part, key: there });
  }

  return {
    step,
    // Of the pass that is under way; before it has found anything, of the last.
    state: () => ({
      checked: pass.checked > 0 || !last ? pass.checked : last.checked,
      differing: Math.max(pass.count, last?.differing ?? 0),
      samples: pass.count > 0 ? [...pass.samples] : (last?.samples ?? []),
      lastPass: last?.lastPass ?? null,
    }),
  };
}
