import type { DataDifference, Verification } from '../../domain/data-movement.ts';
import { mapKey, mapRows } from './map-rows.ts';
import { isAsItIs, type Part, type Route } from './route.ts';
import { keyText, pick, placesOf, toRow, type RowSet, type TextRow } from './rows.ts';
import { showCell } from './show-cell.ts';
import type { Way } from './sync.ts';

/** Rows summed up at once, rows compared one by one, and how often a row that goes on changing is looked at. */
const CHUNK = 20_000;
const ROW_BY_ROW = 16;
const PORTION = { rows: 1_000, bytes: 4 * 1024 * 1024 };
const LOOKS = 10;
const SAMPLES = 20;
const MOST_SUSPECTS = 10_000;

/** A row that differed when it was looked at. Whether it does is known when it has been looked at again after the changes that were on the way then. */
interface Suspect {
  readonly route: Route;
  readonly key: TextRow;
  /** A row over there that nothing here stands for. */
  readonly extra: { readonly part: Part; readonly key: TextRow } | null;
  /** The row as it was here: one that has changed since is looked at once more. */
  readonly seen: string;
  readonly looks: number;
}

export interface Verifier {
  /** Compares one chunk, or looks again at what differed. Returns how many rows were compared. */
  step(excused: ReadonlySet<string>): Promise<number>;
  state(): Verification;
  /** Bytes that were compared as rows; what was compared by checksums has not left the databases. */
  shippedBytes(): number;
}

type Place = { readonly route: number; readonly stage: 'rows' | 'extras'; readonly part: number; readonly after: TextRow | null };
function idOf({ route, key, extra }: Pick<Suspect, 'route' | 'key' | 'extra'>): string {
  return `${route.table} ${keyText(key)}${extra ? ` ${extra.part.table}` : ''}`;
}

const START: Place = { route: 0, stage: 'rows', part: 0, after: null };

/** Compares both stores, pass after pass. Tables that arrive as they are by checksums of chunks, halved down to the rows that differ; mapped ones row by row, in the database that has them. */
export function createVerifier({ from, to, routes, direction }: Way, now: () => number, salt: string): Verifier {
  let place = START;
  let beganAt = now();
  let checked = 0;
  let differing: DataDifference[] = [];
  let count = 0;
  let suspects = new Map<string, Suspect>();
  let shipped = 0;
  let last: { readonly checked: number; readonly differing: number; readonly samples: readonly DataDifference[]; readonly pass: Verification['lastPass'] } | undefined;

  async function step(excused: ReadonlySet<string>): Promise<number> {
    const again = [...suspects.values()];
    suspects = new Map();
    if (again.length > 0) await lookAgain(again, excused);
    const route = routes[place.route];
    // A pass has ended when nothing of it is in doubt any more.
    if (!route) {
      if (suspects.size === 0) endPass();
      return again.length;
    }
    const [only] = route.parts;
    const compared = only && route.parts.length === 1 && isAsItIs(route, only) ? await compareChunk(route, only) : await compareMapped(route);
    checked += compared;
    return compared + again.length;
  }

  async function compareChunk(route: Route, part: Part): Promise<number> {
    const names = await sharedColumns(route, part);
    const end = await from.boundary(route.table, route.key, place.after, CHUNK);
    const rows = await narrow(route, part, names, place.after, end);
    place = end ? { ...place, after: end } : { ...START, route: place.route + 1 };
    return rows;
  }

  /** Where the sums of a range differ, its halves are summed up; where it has few rows, they are compared. */
  async function narrow(route: Route, part: Part, names: readonly string[], after: TextRow | null, end: TextRow | null): Promise<number> {
    const [here, there] = await Promise.all([from.checksum(route.table, route.key, names, after, end), to.checksum(part.table, part.key, names, after, end)]);
    if ((here.rows === there.rows && here.sum === there.sum) || suspects.size >= MOST_SUSPECTS) return here.rows;
    const more = Math.max(here.rows, there.rows);
    const wider = here.rows >= there.rows ? { store: from, table: route.table } : { store: to, table: part.table };
    const middle = more > ROW_BY_ROW ? await wider.store.boundary(wider.table, route.key, after, Math.ceil(more / 2)) : null;
    if (middle && (!end || keyText(middle) !== keyText(end))) {
      await narrow(route, part, names, after, middle);
      await narrow(route, part, names, middle, end);
      return here.rows;
    }
    const [ours, theirs] = await Promise.all([from.keys(route.table, route.key, after, end), to.keys(part.table, part.key, after, end)]);
    await compareRows(route, await from.readKeys(route.table, route.key, ours));
    const known = new Set(ours.map(keyText));
    for (const key of theirs) if (!known.has(keyText(key))) suspect(route, key, { part, key }, '');
    return here.rows;
  }

  async function compareMapped(route: Route): Promise<number> {
    if (place.stage === 'rows') {
      const rows = await from.readChunk(route.table, route.key, place.after, PORTION);
      await compareRows(route, rows);
      const end = rows.rows.at(-1);
      place = end ? { ...place, after: pick(end, placesOf(rows.columns, route.key)) } : { ...place, stage: 'extras', part: 0, after: null };
      return rows.rows.length;
    }
    const part = route.parts[place.part];
    if (!part) {
      place = { ...START, route: place.route + 1 };
      return 0;
    }
    const rows = await to.readChunk(part.table, part.key, place.after, PORTION);
    await findExtras(route, part, rows);
    const end = rows.rows.at(-1);
    place = end ? { ...place, after: pick(end, placesOf(rows.columns, part.key)) } : { ...place, part: place.part + 1, after: null };
    return 0;
  }

  async function findExtras(route: Route, part: Part, rows: RowSet): Promise<void> {
    const keyAt = placesOf(rows.columns, part.key);
    const owners = rows.rows.flatMap((row) => {
      const key = mapKey({ ...part, key: route.key, map: part.unmap }, toRow(rows.columns, row));
      return key ? [{ key, there: pick(row, keyAt) }] : [];
    });
    for (const { index } of await from.compare(route.table, route.key, route.key, owners.map(({ key }) => key))) {
      const owner = owners[index];
      if (owner) suspect(route, owner.key, { part, key: owner.there }, '');
    }
  }

  /** What differs becomes suspect. Returns it, so that who looks again can tell more. */
  async function compareRows(route: Route, rows: RowSet, looks = 0): Promise<ReadonlyMap<string, DataDifference>> {
    const found = new Map<string, DataDifference>();
    const keyAt = placesOf(rows.columns, route.key);
    const seen = new Map(rows.rows.map((row) => [keyText(pick(row, keyAt)), keyText(row)]));
    for (const { part, columns, rows: mapped, origins } of mapRows(route, rows).mapped) {
      shipped += mapped.reduce((sum, row) => sum + row.reduce((bytes, cell) => bytes + (cell?.length ?? 0), 0), 0);
      for (const { index, columns: unequal } of await to.compare(part.table, part.key, columns, mapped)) {
        const key = origins[index] ?? [];
        const shown = unequal === 'missing' ? [['(row)', sides('there', 'missing')] as const] : Object.entries(unequal).map(([name, { given, there }]) => [name, sides(showCell(given, salt), showCell(there, salt))] as const);
        found.set(keyText(key), { table: route.table, key: key.join(', '), columns: { ...found.get(keyText(key))?.columns, ...Object.fromEntries(shown) } });
        if (looks === 0) suspect(route, key, null, seen.get(keyText(key)) ?? '');
      }
    }
    return found;
  }

  function suspect(route: Route, key: TextRow, extra: Suspect['extra'], seen: string): void {
    if (suspects.size < MOST_SUSPECTS) suspects.set(idOf({ route, key, extra }), { route, key, extra, seen, looks: 1 });
  }

  async function lookAgain(again: readonly Suspect[], excused: ReadonlySet<string>): Promise<void> {
    for (const [route, group] of Map.groupBy(again, (each) => each.route)) {
      const doubted = group.filter(({ key }) => !excused.has(`${route.table} ${keyText(key)}`));
      for (let i = 0; i < doubted.length; i += ROW_BY_ROW) await lookAtRows(route, doubted.slice(i, i + ROW_BY_ROW));
    }
  }

  async function lookAtRows(route: Route, doubted: readonly Suspect[]): Promise<void> {
    const rows = await from.readKeys(route.table, route.key, doubted.map(({ key }) => key));
    const keyAt = placesOf(rows.columns, route.key);
    const here = new Map(rows.rows.map((row) => [keyText(pick(row, keyAt)), keyText(row)]));
    const unequal = await compareRows(route, rows, 1);
    for (const each of doubted) {
      const id = keyText(each.key);
      const is = here.get(id) ?? '';
      const difference = is === '' ? await leftOver(each) : unequal.get(id);
      if (!difference) continue;
      if (is !== each.seen && each.looks < LOOKS) suspects.set(idOf(each), { ...each, seen: is, looks: each.looks + 1 });
      else {
        count += 1;
        if (differing.length < SAMPLES) differing.push(difference);
      }
    }
  }

  /** Whether a row that is gone here is still over there. */
  async function leftOver({ route, key, extra }: Suspect): Promise<DataDifference | undefined> {
    if (!extra) return undefined;
    const there = await to.readKeys(extra.part.table, extra.part.key, [extra.key]);
    return there.rows.length === 0 ? undefined : { table: route.table, key: key.join(', '), columns: { '(row)': sides('missing', 'there') } };
  }

  function endPass(): void {
    last = { checked, differing: count, samples: differing, pass: { beganAt, completedAt: now() } };
    place = START;
    beganAt = now();
    checked = 0;
    differing = [];
    count = 0;
  }

  /** Both sides' names for what is here, where the rows come from, and there. */
  function sides(here: string, there: string): { readonly legacy: string; readonly candidate: string } {
    return direction === 'forward' ? { legacy: here, candidate: there } : { legacy: there, candidate: here };
  }

  return {
    step,
    shippedBytes: () => shipped,
    state: () => ({
      checked: checked > 0 || !last ? checked : last.checked,
      differing: Math.max(count, last?.differing ?? 0),
      samples: count > 0 ? [...differing] : (last?.samples ?? []),
      lastPass: last?.pass ?? null,
    }),
  };

  async function sharedColumns(route: Route, part: Part): Promise<readonly string[]> {
    const [ours, theirs] = await Promise.all([from.columns(route.table), to.columns(part.table)]);
    return ours.map(({ name }) => name).filter((name) => theirs.some((column) => column.name === name));
  }
}
