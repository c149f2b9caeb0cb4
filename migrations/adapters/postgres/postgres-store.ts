import { BanyanError } from '../../../domain/errors.ts';
import type { Refused } from '../../data/map-rows.ts';
import type { TextRow } from '../../data/rows.ts';
import type { Store } from '../../data/store.ts';
import { boundary, checksum, keysWithin } from './checksum.ts';
import { compareRows } from './compare-rows.ts';
import { CONTROL_SCHEMA, FENCE_LOCK } from './control-schema.ts';
import { value, type Database } from './database.ts';
import { describeTable, type TableColumn } from './describe-table.ts';
import { ident, tableIdent } from './names.ts';
import { readChanges } from './outbox.ts';
import { fenceWrites, isTrue, noteOwnership, readOwnership } from './ownership.ts';
import { readChunk, readKeys } from './read-rows.ts';
import { dropTriggers, missingTriggers, setTriggers } from './triggers.ts';
import { readProgress, writeChanges } from './write-changes.ts';

/** Chunks that come by INSERT after COPY has met rows that were there: twice as many each time. */
const MOST_SKIPPED = 64;

/** A store in PostgreSQL. `keys`: of the tables that move, which is what their captured changes are told by. */
export function createPostgresStore(db: Database, group: string, keys: Readonly<Record<string, readonly string[]>>): Store {
  let term = '0';
  let skip = { left: 0, next: 1 };
  const cached = new Map<string, Promise<readonly TableColumn[]>>();

  const fresh = (table: string): Promise<readonly TableColumn[]> => {
    const found = describeTable(db, table);
    cached.set(table, found);
    found.catch(() => cached.delete(table));
    return found;
  };
  const tables = (table: string): Promise<readonly TableColumn[]> => cached.get(table) ?? fresh(table);

  return {
    columns: fresh,
    readChunk: async (table, key, after, most) => readChunk(db, table, await tables(table), key, after, most),
    readKeys: async (table, key, wanted) => readKeys(db, table, await tables(table), key, wanted),
    estimate: async (table) => Math.max(0, Number(await value(db, `select case when reltuples < 0 then (select count(*) from ${tableIdent(table)}) else reltuples end::bigint from pg_class where oid = to_regclass($1)`, [tableIdent(table)]))),
    boundary: async (table, key, from, rows) => boundary(db, table, await tables(table), key, from, rows),
    checksum: async (table, key, names, from, to) => checksum(db, table, await tables(table), key, names, { from, to }),
    keys: async (table, key, from, to) => keysWithin(db, table, await tables(table), key, { from, to }),
    compare: async (table, key, names, rows) => compareRows(db, table, await tables(table), key, names, rows),
    changes: (most) => readChanges(db, group, tables, (table) => keys[table] ?? [], most),
    forget: async (ids) => void (await db.query(`delete from banyan.changes where id = any($1::bigint[])`, [`{${ids.join(',')}}`])),
    async lag() {
      const { rows } = await db.query(`select count(*), coalesce(extract(epoch from clock_timestamp() - min(at)) * 1000, 0) from banyan.changes where grp = $1`, [group]);
      return { changes: Number(rows[0]?.[0] ?? 0), ms: Math.max(0, Math.round(Number(rows[0]?.[1] ?? 0))) };
    },
    async write(writing) {
      const tryCopy = skip.left === 0;
      const offered = writing.upserts.some((upsert) => upsert.fresh);
      const upserts = tryCopy ? writing.upserts : writing.upserts.map((upsert) => ({ ...upsert, fresh: false }));
      const { refused, copied } = await writeChanges(db, group, term, tables, { ...writing, upserts });
      if (offered) skip = copied ? { left: 0, next: 1 } : tryCopy ? { left: skip.next, next: Math.min(MOST_SKIPPED, skip.next * 2) } : { ...skip, left: skip.left - 1 };
      return refused;
    },
    progress: () => readProgress(db, group),
    applied: async () => new Set((await db.query(`select unnest(ids) from banyan.applied where grp = $1`, [group])).rows.map(([id]) => id ?? '')),
    async quarantined() {
      const { rows } = await db.query(`select tbl, key, reason, count(*) over () from banyan.quarantine where grp = $1 order by at limit 1000`, [group]);
      return { rows: rows.map(([table, key, reason]): Refused => ({ table: table ?? '', key: JSON.parse(key ?? '[]') as TextRow, reason: reason ?? '' })), count: Number(rows[0]?.[3] ?? 0) };
    },
    async install(side, watched, capture) {
      await db.transaction(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(${FENCE_LOCK}, 0)`);
        for (const statement of statementsOf(CONTROL_SCHEMA)) await tx.query(statement);
        await tx.query(`insert into banyan.movement (grp, side, owner) values ($1, $2, 'legacy') on conflict do nothing`, [group, side]);
        if ((await readOwnership(tx, group))?.side !== side) throw new BanyanError('MOVER_REFUSED', `the store of ${group}’s ${side} is the other side’s too, or was once`, { remedy: 'Give each side a database of its own, under the variable that it had.' });
      });
      for (const { table } of watched) await fresh(table);
      await setTriggers(db, group, watched, capture);
    },
    missing: (watched, capture) => missingTriggers(db, watched, capture),
    read: () => readOwnership(db, group),
    note: (noted) => noteOwnership(db, group, noted),
    follow: async (owner, epoch) => void (await db.query(`update banyan.movement set owner = $2, epoch = $3 where grp = $1 and epoch < $3`, [group, owner, String(epoch)])),
    fence: (timeoutMs) => fenceWrites(db, group, timeoutMs),
    async takeOver() {
      const now = await value(db, `update banyan.movement set term = term + 1 where grp = $1 returning term`, [group]);
      term = now ?? '0';
      return now !== null;
    },
    async void() {
      await db.transaction(async (tx) => {
        for (const table of ['changes', 'progress', 'applied', 'quarantine']) await tx.query(`delete from banyan.${table} where grp = $1`, [group]);
      });
    },
    async uninstall(watched) {
      await dropTriggers(db, watched);
      if ((await readOwnership(db, group)) === undefined) return;
      await db.transaction(async (tx) => {
        for (const table of ['changes', 'progress', 'applied', 'quarantine', 'movement']) await tx.query(`delete from banyan.${table} where grp = $1`, [group]);
        const others = await value(tx, `select exists (select from banyan.movement)`);
        if (!isTrue(others)) await tx.query(`drop schema banyan cascade`);
      });
    },
    async writes(watched) {
      const { rows } = await db.query(`select t, n_tup_ins + n_tup_upd + n_tup_del from unnest($1::text[], $2::text[]) u(t, i) join pg_stat_user_tables s on s.relid = to_regclass(u.i)`, [watched, watched.map(tableIdent)]);
      return Object.fromEntries(rows.map(([table, count]) => [table ?? '', Number(count)]));
    },
    async advanceKeys(watched) {
      for (const table of watched) {
        for (const { name, kind } of await tables(table)) {
          if (kind !== 'integer' && kind !== 'bigint') continue;
          await db.query(
            `select setval(s, greatest((select max(${ident(name)}) from ${tableIdent(table)}), (select last_value from pg_sequences where format('%I.%I', schemaname, sequencename)::regclass = s::regclass))) from pg_get_serial_sequence($1, $2) s where s is not null and exists (select from ${tableIdent(table)})`,
            [tableIdent(table), name],
          );
        }
      }
    },
    close: () => db.close(),
  };
}

/** One statement at a time: what takes parameters takes no more. */
function statementsOf(text: string): readonly string[] {
  return text.split(/;\n(?=create |$)/).map((statement) => statement.trim()).filter((statement) => statement !== '');
}
