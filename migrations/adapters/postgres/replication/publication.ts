import type { WatchedTable } from '../../../data/store.ts';
import type { Keys } from '../capture.ts';
import type { Database, Sql } from '../database.ts';
import { ident, isTrue, tableIdent } from '../names.ts';
import { alterTables } from '../triggers.ts';
import type { LoggedTable } from './read-transactions.ts';

/** What a table's updates tell of the row as it was, as `alter table … replica identity` has it. */
const IDENTITY = `case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else 'using index ' || (select quote_ident(i.relname) from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = c.oid and x.indisreplident) end`;

/** Publishes the tables. Where a mapping reads the whole row, or the key is not the primary key, the row as it was is said wholly, from before the first is published: a table whose rows have no identity takes no updates once it is. */
export async function publish(db: Database, group: string, name: string, watched: readonly WatchedTable[]): Promise<void> {
  for (const table of watched) {
    const identity = await identityOf(db, table.table);
    if (identity === 'full' || (!table.isMapped && identity === 'default' && (await isPrimaryKey(db, table)))) continue;
    await db.query('insert into banyan.identities values ($1, $2, $3) on conflict do nothing', [group, table.table, identity]);
    await alterTables(db, [`alter table ${tableIdent(table.table)} replica identity full`]);
  }
  if ((await unpublished(db, name, watched)).length === 0) return;
  const list = watched.map(({ table }) => tableIdent(table)).join(', ');
  const isThere = (await db.query('select 1 from pg_publication where pubname = $1', [name])).rows.length > 0;
  await alterTables(db, [isThere ? `alter publication ${ident(name)} set table ${list}` : `create publication ${ident(name)} for table ${list} with (publish_via_partition_root = true)`]);
}

export async function unpublish(db: Database, group: string, name: string): Promise<void> {
  await db.query(`drop publication if exists ${ident(name)}`);
  for (const [table, identity] of (await db.query('select tbl, was from banyan.identities where grp = $1 and to_regclass(tbl) is not null', [group])).rows) {
    await alterTables(db, [`alter table ${tableIdent(table ?? '')} replica identity ${identity}`]);
  }
  await db.query('delete from banyan.identities where grp = $1', [group]);
}

/** Those of the tables that are not in it. */
export async function unpublished(sql: Sql, name: string, watched: readonly WatchedTable[]): Promise<readonly string[]> {
  const { rows } = await sql.query(
    'select t from unnest($1::text[], $2::text[]) u(t, i) where not exists (select from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where p.pubname = $3 and r.prrelid = to_regclass(u.i))',
    [watched.map(({ table }) => table), watched.map(({ table }) => tableIdent(table)), name],
  );
  return rows.map(([table]) => table ?? '');
}

/** By the numbers that the log knows them by. */
export async function numberTables(sql: Sql, keys: Keys): Promise<ReadonlyMap<number, LoggedTable>> {
  const { rows } = await sql.query('select t, to_regclass(i)::oid from unnest($1::text[], $2::text[]) u(t, i)', [Object.keys(keys), Object.keys(keys).map(tableIdent)]);
  return new Map(rows.map(([table, number]) => [Number(number), { table: table ?? '', key: keys[table ?? ''] ?? [] }]));
}

async function identityOf(sql: Sql, table: string): Promise<string> {
  return (await sql.query(`select ${IDENTITY} from pg_class c where c.oid = to_regclass($1)`, [tableIdent(table)])).rows[0]?.[0] ?? 'default';
}

async function isPrimaryKey(sql: Sql, { table, key }: WatchedTable): Promise<boolean> {
  const { rows } = await sql.query(
    'select array_agg(a.attname::text order by a.attname::text) = (select array_agg(k order by k) from unnest($2::text[]) k) from pg_index x join pg_attribute a on a.attrelid = x.indrelid and a.attnum = any(x.indkey) where x.indrelid = to_regclass($1) and x.indisprimary',
    [tableIdent(table), key],
  );
  return isTrue(rows[0]?.[0]);
}
