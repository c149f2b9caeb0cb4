import type { Text } from '../../data/rows.ts';
import type { Change, Most } from '../../data/store.ts';
import type { Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { ident, tableIdent } from './names.ts';

export type Tables = (table: string) => Promise<readonly TableColumn[]>;

/**
 * The earliest changes. Ids are given before transactions commit, so a smaller one may become visible later: what is read is all that is there, and is there until it is forgotten. Two changes of
 * one row have their ids in order, because the second waits for the first's transaction.
 */
export async function readChanges(sql: Sql, group: string, tables: Tables, keyOf: (table: string) => readonly string[], { rows, bytes }: Most): Promise<readonly Change[]> {
  const { rows: heads } = await sql.query(
    `select id, tbl from (select id, tbl, sum(bytes) over (order by id) - bytes as before from (select id, tbl, bytes from banyan.changes where grp = $1 order by id limit ${rows}) next) sized where before < ${bytes} order by id`,
    [group],
  );
  const changes = new Map<Text, Change>();
  for (const [table, ids] of Map.groupBy(heads, ([, tbl]) => tbl ?? '')) {
    for (const change of await readImages(sql, table, await tables(table), keyOf(table), ids.map(([id]) => id ?? ''))) changes.set(change.id, change);
  }
  return heads.flatMap(([id]) => changes.get(id ?? '') ?? []);
}

/** Values come back in the table's own types, and so in the text that reading the table would give. */
async function readImages(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], ids: readonly string[]): Promise<readonly Change[]> {
  const row = `null::${tableIdent(table)}`;
  const { rows } = await sql.query(
    `select c.id, c.old is not null, ${key.map((name) => `k.${ident(name)}`).join(', ')}, ${columns.map(({ name }) => `o.${ident(name)}`).join(', ')}
       from banyan.changes c cross join lateral jsonb_populate_record(${row}, c.key) k left join lateral jsonb_populate_record(${row}, c.old) o on c.old is not null where c.id = any($1::bigint[])`,
    [ids],
  );
  return rows.map(([id, hasOld, ...values]): Change => {
    const old = values.slice(key.length);
    return { id: id ?? '', table, key: values.slice(0, key.length), old: hasOld === 't' || hasOld === 'true' ? { columns, rows: [old] } : null };
  });
}
