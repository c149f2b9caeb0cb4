import type { Change } from '../../../data/store.ts';
import { pick, placesOf } from '../../../data/rows.ts';
import type { CaptureParts } from '../capture.ts';
import { ident, tableIdent } from '../names.ts';
import type { Logged } from './read-transactions.ts';

/** Of rows that TRUNCATE took the values are asked for, so that they are in the table's own text like all others. */
export async function toChanges({ db, tables, keys }: CaptureParts, logged: readonly Logged[]): Promise<readonly Change[]> {
  const changes = new Map<string, Change>();
  for (const [table, taken] of Map.groupBy(logged.filter(({ row }) => 'image' in row), (each) => each.table)) {
    const columns = await tables(table);
    const { rows } = await db.query(
      `select ${columns.map(({ name }) => `o.${ident(name)}`).join(', ')} from unnest($1::jsonb[]) with ordinality u(image, n) cross join lateral jsonb_populate_record(null::${tableIdent(table)}, image) o order by n`,
      [taken.map(({ row }) => ('image' in row ? row.image : null))],
    );
    const keyAt = placesOf(columns, keys[table] ?? []);
    for (const [i, { id }] of taken.entries()) changes.set(id, { id, table, key: pick(rows[i] ?? [], keyAt), old: { columns, rows: [rows[i] ?? []] } });
  }
  return logged.flatMap(({ id, table, row }) => ('key' in row ? { id, table, ...row } : (changes.get(id) ?? [])));
}
