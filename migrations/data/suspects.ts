import type { DataDifference } from '../../domain/data-movement.ts';
import { findDifferences, leftOver, rowsByKey, type Found } from './find-differences.ts';
import { mapKey } from './map-rows.ts';
import type { Part, Route } from './route.ts';
import { keyText, toRow, type RowSet, type TextRow } from './rows.ts';
import type { Way } from './sync.ts';

/** Looked at in one query. */
const PORTION = 100;
/** How often a row that goes on changing is looked at. */
const LOOKS = 10;
/** More rows than these are not told apart: so many differ that somebody has to look. */
const MOST = 10_000;

/** A row that differed when it was looked at. Whether it does is known when it has been looked at again after the changes that were on the way then. */
interface Suspect {
  readonly route: Route;
  readonly key: TextRow;
  /** A row over there that nothing here stands for. */
  readonly extra: { readonly part: Part; readonly key: TextRow } | null;
  /** The row as it was here, as one text: one that has changed since is looked at once more. */
  readonly seen: string;
  readonly looks: number;
}

export interface Suspects {
  add(route: Route, found: Iterable<Pick<Found, 'key' | 'seen'>>): void;
  addExtra(route: Route, key: TextRow, extra: NonNullable<Suspect['extra']>): void;
  /** How many are in doubt, and whether no more are taken. */
  size(): number;
  isFull(): boolean;
  /** Looks at all of them again, but for those whose change waits in quarantine. Returns those that differ; what went on changing stays suspect. */
  lookAgain(excused: ReadonlySet<string>): Promise<readonly DataDifference[]>;
}

export function createSuspects(way: Way, salt: string): Suspects {
  let all = new Map<string, Suspect>();

  function put(suspect: Suspect): void {
    const { route, key, extra } = suspect;
    if (all.size < MOST) all.set(`${route.table} ${keyText(key)}${extra ? ` ${extra.part.table}` : ''}`, suspect);
  }

  async function lookAt(route: Route, doubted: readonly Suspect[]): Promise<readonly DataDifference[]> {
    const rows = await way.from.readKeys(route.table, route.key, doubted.map(({ key }) => key));
    const here = rowsByKey(route, rows);
    const unequal = await findDifferences(way, route, rows, salt);
    const differing: DataDifference[] = [];
    for (const each of doubted) {
      const row = here.get(keyText(each.key)) ?? [];
      const seen = keyText(row);
      const difference = each.extra ? await leftOverOf(each, each.extra, rows.columns, row) : unequal.get(keyText(each.key))?.difference;
      if (!difference) continue;
      if (seen !== each.seen && each.looks < LOOKS) put({ ...each, seen, looks: each.looks + 1 });
      else differing.push(difference);
    }
    return differing;
  }

  /** Whether a row over there, for which no row here stands still, is still there. */
  async function leftOverOf({ route, key }: Suspect, extra: NonNullable<Suspect['extra']>, columns: RowSet['columns'], row: TextRow): Promise<DataDifference | undefined> {
    if (row.length > 0 && mapKey(extra.part, toRow(columns, row))) return undefined;
    const there = await way.to.readKeys(extra.part.table, extra.part.key, [extra.key]);
    return there.rows.length === 0 ? undefined : leftOver(way, route, key);
  }

  return {
    add(route, found) {
      for (const { key, seen } of found) put({ route, key, extra: null, seen, looks: 1 });
    },
    addExtra: (route, key, extra) => put({ route, key, extra, seen: keyText([]), looks: 1 }),
    size: () => all.size,
    isFull: () => all.size >= MOST,
    async lookAgain(excused) {
      const again = [...all.values()].filter(({ route, key }) => !excused.has(`${route.table} ${keyText(key)}`));
      all = new Map();
      const differing: DataDifference[] = [];
      for (const [route, group] of Map.groupBy(again, (each) => each.route)) {
        for (let i = 0; i < group.length; i += PORTION) differing.push(...(await lookAt(route, group.slice(i, i + PORTION))));
      }
      return differing;
    },
  };
}
