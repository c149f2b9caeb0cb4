import type { Sql } from './database.ts';
import { ident, tableIdent } from './names.ts';

/** Lets the sequences that columns of these tables own go on after the highest value that is there. In two queries: writers are waiting. */
export async function advanceKeys(sql: Sql, tables: readonly string[]): Promise<void> {
  const { rows: owned } = await sql.query(
    `select t, a.attname, s from unnest($1::text[], $2::text[]) u(t, i) join pg_attribute a on a.attrelid = to_regclass(i) and a.attnum > 0 and not a.attisdropped
       cross join lateral pg_get_serial_sequence(i, a.attname) s where s is not null`,
    [tables, tables.map(tableIdent)],
  );
  if (owned.length === 0) return;
  const each = owned.map(([table, column], i) => `select setval($${i + 1}::text::regclass, greatest(high, pg_sequence_last_value($${i + 1}::text::regclass))) from (select max(${ident(column ?? '')}) as high from ${tableIdent(table ?? '')}) rows where high is not null`);
  await sql.query(each.join(' union all '), owned.map(([, , sequence]) => sequence ?? ''));
}
