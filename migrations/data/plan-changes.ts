import { mapKey, mapRows, type Refused } from './map-rows.ts';
import type { Part, Route } from './route.ts';
import { keyText, toRow, type RowSet, type TextRow } from './rows.ts';
import type { Change, KeyedRows, Upsert } from './store.ts';

export interface PlannedChanges {
  readonly deletes: readonly KeyedRows[];
  readonly clears: readonly (KeyedRows & { readonly columns: readonly string[] })[];
  readonly upserts: readonly Upsert[];
  readonly refused: readonly Refused[];
}

/**
 * What brings the other store to where the rows are now. `now`: the rows of the changes' keys as they were read after the changes; a key without a row is gone.
 * Applying it twice, or late, does no harm: it says how rows are, never what was done to them. Pure.
 */
export function planChanges(route: Route, changes: readonly Change[], now: RowSet): PlannedChanges {
  const { mapped, refused } = mapRows(route, now);
  const upserts = mapped.map(({ part, columns, rows, origins }): Upsert => ({ table: part.table, key: part.key, columns, rows, origin: route.table, origins, copy: null }));
  const removed = route.parts.map((part) => gone(route, part, changes, upserts.filter(({ table }) => table === part.table)));
  return { deletes: removed.flatMap(({ deletes }) => deletes), clears: removed.flatMap(({ clears }) => clears), upserts, refused };
}

/** Rows over there that the changed rows once were and are no longer. */
function gone(route: Route, part: Part, changes: readonly Change[], upserts: readonly Upsert[]): Pick<PlannedChanges, 'deletes' | 'clears'> {
  const stay = new Set(upserts.flatMap(({ key, columns, rows }) => rows.map((row) => keyText(key.map((name) => row[columns.indexOf(name)] ?? null)))));
  const leave = new Map<string, { readonly key: TextRow; readonly origin: TextRow; readonly columns: readonly string[] }>();
  for (const { key: origin, old } of changes) {
    const values = old?.rows[0];
    if (!old || !values) continue;
    const before = toRow(old.columns, values);
    const key = mapKey(part, before);
    if (key && !stay.has(keyText(key))) leave.set(keyText(key), { key, origin, columns: Object.keys(part.map(before) ?? {}).filter((name) => !part.key.includes(name)) });
  }
  if (leave.size === 0) return { deletes: [], clears: [] };
  const all = [...leave.values()];
  const rows = { table: part.table, key: part.key, origin: route.table };
  if (part.whole) return { clears: [], deletes: [{ ...rows, keys: all.map(({ key }) => key), origins: all.map(({ origin }) => origin) }] };
  return { deletes: [], clears: all.filter(({ columns }) => columns.length > 0).map(({ key, origin, columns }) => ({ ...rows, keys: [key], origins: [origin], columns })) };
}

/** Rows for one row over there, made of several of one batch, become one: what one of them lacks another gives. Pure. */
export function joinUpserts(upserts: readonly Upsert[]): readonly Upsert[] {
  const tables = Map.groupBy(upserts, ({ table }) => table);
  return [...tables.values()].flatMap((parts) => (parts.length === 1 ? parts : join(parts)));
}

function join(parts: readonly Upsert[]): readonly Upsert[] {
  const rows = new Map<string, { readonly values: Map<string, string | null>; readonly from: Upsert; readonly origin: TextRow }>();
  for (const part of parts) {
    for (const [i, row] of part.rows.entries()) {
      const id = keyText(part.key.map((name) => row[part.columns.indexOf(name)] ?? null));
      const joined = rows.get(id) ?? { values: new Map(), from: part, origin: part.origins[i] ?? [] };
      for (const [at, column] of part.columns.entries()) joined.values.set(column, row[at] ?? null);
      rows.set(id, joined);
    }
  }
  const alike = Map.groupBy(rows.values(), ({ values, from }) => `${from.origin}\n${[...values.keys()].toSorted().join('\n')}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const columns = [...first.values.keys()].toSorted();
    return [{ ...first.from, columns, rows: group.map(({ values }) => columns.map((column) => values.get(column) ?? null)), origins: group.map(({ origin }) => origin), copy: null }];
  });
}
