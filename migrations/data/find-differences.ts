import type { DataDifference } from '../../domain/data-movement.ts';
import { mapRows } from './map-rows.ts';
import type { Route } from './route.ts';
import { keyText, pick, placesOf, type RowSet, type TextRow } from './rows.ts';
import { showCell } from './show-cell.ts';
import type { Way } from './sync.ts';

/** A row that is not over there, or not so. */
export interface Found {
  readonly key: TextRow;
  /** The whole row as it was here, as one text. */
  readonly seen: string;
  readonly difference: DataDifference;
}

/** Which of these rows, mapped, are not over there or not so: by their key's text. Rows at which the mapping throws are not among them. */
export async function findDifferences({ to, direction }: Way, route: Route, rows: RowSet, salt: string): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const here = rowsByKey(route, rows);
  for (const { part, columns, rows: mapped, origins } of mapRows(route, rows).mapped) {
    for (const { index, columns: unequal } of await to.compare(part.table, part.key, columns, mapped)) {
      const key = origins[index] ?? [];
      const shown = unequal === 'missing' ? [['(row)', sides(direction, 'there', 'missing')] as const] : Object.entries(unequal).map(([name, { given, there }]) => [name, sides(direction, showCell(given, salt), showCell(there, salt))] as const);
      const before = found.get(keyText(key))?.difference.columns;
      found.set(keyText(key), { key, seen: keyText(here.get(keyText(key)) ?? []), difference: { table: route.table, key: key.join(', '), columns: { ...before, ...Object.fromEntries(shown) } } });
    }
  }
  return found;
}

/** A row over there that nothing here stands for. */
export function leftOver({ direction }: Way, route: Route, key: TextRow): DataDifference {
  return { table: route.table, key: key.join(', '), columns: { '(row)': sides(direction, 'missing', 'there') } };
}

/** Key's text → row. */
export function rowsByKey(route: Route, { columns, rows }: RowSet): ReadonlyMap<string, TextRow> {
  const keyAt = placesOf(columns, route.key);
  return new Map(rows.map((row) => [keyText(pick(row, keyAt)), row]));
}

/** Both sides' names for what is here, where the rows come from, and there. */
function sides(direction: Way['direction'], here: string, there: string): { readonly legacy: string; readonly candidate: string } {
  return direction === 'forward' ? { legacy: here, candidate: there } : { legacy: there, candidate: here };
}
