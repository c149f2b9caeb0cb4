import type { Sql } from './database.ts';
import type { Tables } from './describe-table.ts';
import { ident, tableIdent } from './names.ts';

/** Lets the sequences that columns own go on after the highest value that is there. */
export async function advanceKeys(sql: Sql, tables: Tables, watched: readonly string[]): Promise<void> {
  for (const table of watched) {
    for (const { name, kind } of await tables(table)) {
      if (kind !== 'integer' && kind !== 'bigint') continue;
      await sql.query(
        `select setval(s, greatest((select max(${ident(name)}) from ${tableIdent(table)}), (select last_value from pg_sequences where format('%I.%I', schemaname, sequencename)::regclass = s::regclass))) from pg_get_serial_sequence($1, $2) s where s is not null and exists (select from ${tableIdent(table)})`,
        [tableIdent(table), name],
      );
    }
  }
}
