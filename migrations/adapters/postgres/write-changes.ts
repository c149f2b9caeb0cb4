import { BanyanError } from '../../../domain/errors.ts';
import type { Refused } from '../../data/map-rows.ts';
import type { Progress, Writing } from '../../data/store.ts';
import type { Database, Sql, Transaction } from './database.ts';
import type { Tables } from './describe-table.ts';
import { isTrue } from './names.ts';
import { SAYS } from './replication/read-transactions.ts';
import { clearColumns, deleteRows, upsertRows } from './write-rows.ts';

/** Writes rows and what is known of them, all or nothing. A mover whose term is over writes nothing, and nobody writes into the store that owns. Says how many rows were refused, and whether COPY took those that were fresh. */
export async function writeChanges(db: Database, group: string, term: string, tables: Tables, writing: Writing): Promise<{ readonly refused: number; readonly copied: boolean }> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query(`select pg_logical_emit_message(true, '${SAYS.ofTheMover}', grp) from banyan.movement where grp = $1 and term = $2 and owner <> side for share`, [group, term]);
    if (rows.length === 0) throw new BanyanError('MOVER_REFUSED', `another mover has taken over ${group}, or changed the owner of its writes`);
    const refused: Refused[] = [...writing.quarantine];
    let copied = false;
    for (const rows of writing.deletes ?? []) refused.push(...(await deleteRows(tx, await tables(rows.table), rows)));
    for (const rows of writing.clears ?? []) refused.push(...(await clearColumns(tx, await tables(rows.table), rows)));
    for (const upsert of writing.upserts) {
      const done = await upsertRows(tx, await tables(upsert.table), upsert);
      refused.push(...done.refused);
      copied ||= done.copied;
    }
    await quarantine(tx, group, writing.retried, refused);
    if (writing.progress) {
      const { table, last, copied: count, done } = writing.progress;
      await tx.query(
        `insert into banyan.progress values ($1, $2, $3::jsonb, $4, $5) on conflict (grp, tbl) do update set last = excluded.last, copied = excluded.copied, done = excluded.done`,
        [group, table, JSON.stringify(last), String(count), String(done)],
      );
    }
    if (writing.applied) await tx.query(`insert into banyan.applied values ($1, $2::text[]) on conflict (grp) do update set ids = excluded.ids`, [group, writing.applied]);
    return { refused: refused.length, copied };
  });
}

export async function readProgress(sql: Sql, group: string): Promise<ReadonlyMap<string, Progress>> {
  const { rows } = await sql.query(`select tbl, last, copied, done from banyan.progress where grp = $1`, [group]);
  return new Map(rows.map(([table, last, copied, done]) => [table ?? '', { last: JSON.parse(last ?? 'null') as Progress['last'], copied: Number(copied), done: isTrue(done) }]));
}

async function quarantine(tx: Transaction, group: string, retried: Writing['retried'], refused: readonly Refused[]): Promise<void> {
  if (retried.length > 0) {
    await tx.query(`delete from banyan.quarantine q using unnest($2::text[], $3::text[]) r(tbl, key) where q.grp = $1 and q.tbl = r.tbl and q.key = r.key::jsonb`, [group, retried.map(({ table }) => table), retried.map(({ key }) => JSON.stringify(key))]);
  }
  if (refused.length > 0) {
    await tx.query(
      `insert into banyan.quarantine (grp, tbl, key, reason) select distinct on (r.tbl, r.key) $1, r.tbl, r.key::jsonb, r.reason from unnest($2::text[], $3::text[], $4::text[]) r(tbl, key, reason)
         on conflict (grp, tbl, key) do update set reason = excluded.reason`,
      [group, refused.map(({ table }) => table), refused.map(({ key }) => JSON.stringify(key)), refused.map(({ reason }) => reason)],
    );
  }
}
