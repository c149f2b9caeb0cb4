import { BanyanError } from '../../../domain/errors.ts';
import type { WatchedTable } from '../../data/store.ts';
import type { Sql } from './database.ts';
import { isTrue, tableIdent } from './names.ts';

/** A row is found by its key on both sides: there must be no more than one for each, and no key may be null. @throws BanyanError MOVER_REFUSED */
export async function refuseKeyless(sql: Sql, { table, key }: WatchedTable): Promise<void> {
  const { rows } = await sql.query(
    `select exists (
       select from pg_index x where x.indrelid = to_regclass($1) and x.indisunique and x.indimmediate and x.indisvalid and x.indpred is null and x.indexprs is null
          and (select array_agg(a.attname::text order by 1) from unnest(x.indkey[:x.indnkeyatts - 1]) k join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k where a.attnotnull) = (select array_agg(k order by 1) from unnest($2::text[]) k)
          and x.indnkeyatts = $3)`,
    [tableIdent(table), key, String(key.length)],
  );
  if (isTrue(rows[0]?.[0])) return;
  throw new BanyanError('MOVER_REFUSED', `${table} has no primary key (${key.join(', ')}), and no unique index on just that without nulls`, { remedy: `Name the columns of its primary key in the migration file; or give it one: alter table ${table} add primary key (${key.join(', ')}).` });
}
