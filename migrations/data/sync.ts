import type { Refused } from './map-rows.ts';
import { joinUpserts, planChanges, type PlannedChanges } from './plan-changes.ts';
import type { Direction, Route } from './route.ts';
import { keyText, pick, placesOf, type TextRow } from './rows.ts';
import type { Change, Store } from './store.ts';

/** From the store that owns the writes to the one that follows. */
export interface Way {
  readonly direction: Direction;
  readonly from: Store;
  readonly to: Store;
  readonly routes: readonly Route[];
}

/** Told which rows are about to be read anew. */
export type Touched = (table: string, keys: readonly TextRow[]) => void;

/** In one transaction, and in memory. Fewer changes than these are all that there are. */
export const MOST = { rows: 1_000, bytes: 8 * 1024 * 1024 };

/**
 * Applies the earliest changes that wait, and tells `touched` of the keys before it reads them. Changes of rows in quarantine come along. Returns how many there were.
 *
 * A change says which row, not how it is now: that is read here, after the change, from the store that owns it. So it is right whatever else has happened to the row since, and the
 * changes of one row cannot overtake each other. A change is forgotten only after the other store has committed it, together with its id; what was applied and not forgotten is known by that.
 */
export async function applyChanges({ from, to, routes }: Way, touched: Touched = () => undefined, retry: readonly Refused[] = []): Promise<number> {
  const waiting = await from.changes(MOST);
  const applied = waiting.length > 0 ? await to.applied() : new Set<string>();
  const fresh = waiting.filter(({ id }) => !applied.has(id));
  const changes = [...fresh, ...retry.map(({ table, key }): Change => ({ id: '', table, key, old: null }))];
  const plans: PlannedChanges[] = [];
  for (const route of routes) {
    const own = changes.filter(({ table }) => table === route.table);
    if (own.length > 0) plans.push(await planRoute(from, route, own, touched));
  }
  if (changes.length > 0) {
    await to.write({
      // Rows that refer to others come after them in the migration file: they are the first to go.
      deletes: plans.toReversed().flatMap(({ deletes }) => deletes.toReversed()),
      clears: plans.flatMap(({ clears }) => clears),
      upserts: joinUpserts(plans.flatMap(({ upserts }) => upserts)),
      ...(fresh.length > 0 && { applied: waiting.map(({ id }) => id) }),
      quarantine: plans.flatMap(({ refused }) => refused),
      retried: changes.map(({ table, key }) => ({ table, key })),
    });
  }
  if (waiting.length > 0) await from.forget(waiting.map(({ id }) => id));
  return waiting.length;
}

async function planRoute(from: Store, route: Route, changes: readonly Change[], touched: Touched): Promise<PlannedChanges> {
  const keys = new Map<string, TextRow>();
  for (const { key, old } of changes) {
    keys.set(keyText(key), key);
    const before = old?.rows[0];
    if (!old || !before) continue;
    const had = pick(before, placesOf(old.columns, route.key));
    keys.set(keyText(had), had);
  }
  touched(route.table, [...keys.values()]);
  return planChanges(route, changes, await from.readKeys(route.table, route.key, [...keys.values()]));
}
