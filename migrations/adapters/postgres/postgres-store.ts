import { BanyanError } from '../../../domain/errors.ts';
import type { Refused } from '../../data/map-rows.ts';
import type { TextRow } from '../../data/rows.ts';
import type { Store } from '../../data/store.ts';
import { advanceKeys } from './advance-keys.ts';
import type { Keys, OpenCapture } from './capture.ts';
import { boundary, checksum, keysWithin } from './checksum.ts';
import { compareRows } from './compare-rows.ts';
import { CONTROL_SCHEMA, CONTROL_TABLES, FENCE_LOCK } from './control-schema.ts';
import { value, type Database } from './database.ts';
import { describeTable, type TableColumn, type Tables } from './describe-table.ts';
import { isTrue, tableIdent } from './names.ts';
import { createOutboxCapture } from './outbox-capture.ts';
import { fenceWrites, noteOwnership, readOwnership } from './ownership.ts';
import { readChunk, readKeys, type Measures } from './read-rows.ts';
import { refuseKeyless } from './refuse-keyless.ts';
import { dropTriggers, lackingTriggers, setTriggers, type Trigger } from './triggers.ts';
import { leaveWord, readWord } from './word.ts';
import { readProgress, writeChanges } from './write-changes.ts';

const FENCE: readonly Trigger[] = [
  { name: 'banyan_fence', fires: 'before insert or update or delete', each: 'statement', calls: 'banyan.fence' },
  { name: 'banyan_fence_truncate', fires: 'before truncate', each: 'statement', calls: 'banyan.fence' },
];
/** Chunks that come by INSERT after COPY has met rows that were there: twice as many each time. */
const MOST_SKIPPED = 64;

/** A store in PostgreSQL. `keys`: of the tables that move, which is what their captured changes are told by. */
export function createPostgresStore(db: Database, group: string, keys: Keys, openCapture: OpenCapture = createOutboxCapture): Store {
  let term = '0';
  let skip = { left: 0, next: 1 };
  const cached = new Map<string, Promise<readonly TableColumn[]>>();
  const measures: Measures = new Map();

  const fresh: Tables = (table) => {
    const found = describeTable(db, table);
    cached.set(table, found);
    found.catch(() => cached.delete(table));
    return found;
  };
  const tables: Tables = (table) => cached.get(table) ?? fresh(table);
  const capture = openCapture({ db, group, tables, keys, forgetColumns: (table) => void cached.delete(table) });

  return {
    columns: fresh,
    readChunk: async (table, key, after, most) => readChunk(db, measures, table, await tables(table), key, after, most),
    readKeys: async (table, key, wanted) => readKeys(db, table, await tables(table), key, wanted),
    estimate: async (table) => Math.max(0, Number(await value(db, `select case when reltuples < 0 then (select count(*) from ${tableIdent(table)}) else reltuples end::bigint from pg_class where oid = to_regclass($1)`, [tableIdent(table)]))),
    boundary: async (table, key, from, rows) => boundary(db, table, await tables(table), key, from, rows),
    checksum: async (table, key, names, from, to) => checksum(db, table, await tables(table), key, names, { from, to }),
    keys: async (table, key, from, to) => keysWithin(db, table, await tables(table), key, { from, to }),
    compare: async (table, key, names, rows) => compareRows(db, table, await tables(table), key, names, rows),
    changes: (most) => capture.changes(most),
    forget: (ids) => capture.forget(ids),
    lag: () => capture.lag(),
    skip: () => capture.skip(),
    troubles: () => capture.troubles(),
    async write(writing) {
      const tryCopy = skip.left === 0;
      const offered = writing.upserts.some(({ copy }) => copy !== null);
      const upserts = tryCopy ? writing.upserts : writing.upserts.map((upsert) => ({ ...upsert, copy: null }));
      const { refused, copied } = await writeChanges(db, group, term, tables, { ...writing, upserts });
      if (offered) skip = copied ? { left: 0, next: 1 } : tryCopy ? { left: skip.next, next: Math.min(MOST_SKIPPED, skip.next * 2) } : { ...skip, left: skip.left - 1 };
      return refused;
    },
    progress: () => readProgress(db, group),
    applied: async () => new Set((await db.query('select unnest(ids) from banyan.applied where grp = $1', [group])).rows.map(([id]) => id ?? '')),
    async quarantined() {
      const { rows } = await db.query('select tbl, key, reason, count(*) over () from banyan.quarantine where grp = $1 order by at limit 1000', [group]);
      return { rows: rows.map(([table, key, reason]): Refused => ({ table: table ?? '', key: JSON.parse(key ?? '[]') as TextRow, reason: reason ?? '' })), count: Number(rows[0]?.[3] ?? 0) };
    },
    async install(side, watched, capturing) {
      await db.transaction(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(${FENCE_LOCK}, 0)`);
        for (const statement of CONTROL_SCHEMA) await tx.query(statement);
        await tx.query(`insert into banyan.movement (grp, side, owner) values ($1, $2, 'legacy') on conflict do nothing`, [group, side]);
        if ((await readOwnership(tx, group))?.side !== side) throw new BanyanError('MOVER_REFUSED', `the store of ${group}’s ${side} is the other side’s too, or was once`, { remedy: 'Give each side a database of its own, under the variable that it had.' });
      });
      for (const each of watched) {
        await fresh(each.table);
        await refuseKeyless(db, each);
      }
      for (const { table } of watched) await setTriggers(db, table, FENCE, [group]);
      await (capturing === 'off' ? capture.end(watched.map(({ table }) => table)) : capture.begin(watched, capturing));
    },
    async missing(watched, capturing) {
      return [...(await lackingTriggers(db, watched, FENCE)), ...(capturing === 'off' ? [] : await capture.missing(watched, capturing))];
    },
    read: () => readOwnership(db, group),
    note: (noted) => noteOwnership(db, group, noted),
    leaveWord: (word) => leaveWord(db, group, word),
    word: () => readWord(db, group),
    follow: async (owner, epoch) => void (await db.query('update banyan.movement set owner = $2, epoch = $3 where grp = $1 and epoch < $3', [group, owner, String(epoch)])),
    fence: (timeoutMs) => fenceWrites(db, group, timeoutMs),
    async takeOver() {
      term = (await value(db, 'update banyan.movement set term = term + 1 where grp = $1 returning term', [group])) ?? '0';
    },
    async void() {
      await db.transaction(async (tx) => {
        for (const table of CONTROL_TABLES) await tx.query(`delete from banyan.${table} where grp = $1`, [group]);
      });
    },
    async uninstall(watched) {
      if ((await readOwnership(db, group)) === undefined) return;
      for (const table of watched) await dropTriggers(db, table, FENCE);
      await capture.end(watched);
      await db.transaction(async (tx) => {
        for (const table of [...CONTROL_TABLES, 'movement']) await tx.query(`delete from banyan.${table} where grp = $1`, [group]);
        if (!isTrue(await value(tx, 'select exists (select from banyan.movement)'))) await tx.query('drop schema banyan cascade');
      });
    },
    async writes(watched) {
      const { rows } = await db.query('select t, n_tup_ins + n_tup_upd + n_tup_del from unnest($1::text[], $2::text[]) u(t, i) join pg_stat_user_tables s on s.relid = to_regclass(u.i)', [watched, watched.map(tableIdent)]);
      return Object.fromEntries(rows.map(([table, count]) => [table ?? '', Number(count)]));
    },
    advanceKeys: (watched) => advanceKeys(db, watched),
    async close() {
      await capture.close();
      await db.close();
    },
  };
}
