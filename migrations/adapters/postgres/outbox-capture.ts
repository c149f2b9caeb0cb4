import type { Text } from '../../data/rows.ts';
import type { Change, Most } from '../../data/store.ts';
import { KEEPS_MOST_MIB, type Capture, type CaptureParts } from './capture.ts';
import { OUTBOX_TRIGGERS } from './capture-triggers.ts';
import { value, type Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { endCaptures, refuseOtherCapture } from './end-captures.ts';
import { ident, isTrue, tableIdent } from './names.ts';
import { lackingTriggers, setTriggers } from './triggers.ts';

/** Triggers write into `banyan.changes`, in the transaction of the change, which row has changed and how it was. Works on every server, and for whoever owns the tables. */
export function createOutboxCapture(parts: CaptureParts): Capture {
  const { db, group } = parts;
  return {
    async begin(watched, capturing) {
      await refuseOtherCapture(db, group, 'outbox');
      await db.query(`update banyan.movement set capture = 'outbox' where grp = $1`, [group]);
      // Asked for every row that the mover copies whether it is the mover's, a trigger costs a seventh of the copying.
      if (capturing === 'on') for (const { table, key } of watched) await setTriggers(db, table, OUTBOX_TRIGGERS, [group, table, ...key]);
    },
    end: (watched) => endCaptures(db, group, watched),
    missing: async (watched, capturing) => (capturing === 'on' ? lackingTriggers(db, watched, OUTBOX_TRIGGERS) : []),
    changes: (most) => readChanges(parts, most),
    forget: async (ids) => void (await db.query('delete from banyan.changes where id = any($1::bigint[])', [ids])),
    async lag() {
      const { rows } = await db.query('select count(*), coalesce(extract(epoch from clock_timestamp() - min(at)) * 1000, 0) from banyan.changes where grp = $1', [group]);
      return { changes: Number(rows[0]?.[0] ?? 0), ms: Math.max(0, Math.round(Number(rows[0]?.[1] ?? 0))) };
    },
    // Nobody but the mover writes into a store that follows.
    skip: () => Promise.resolve(),
    async troubles() {
      const mebibytes = Number(await value(db, `select pg_total_relation_size('banyan.changes') / 1048576`));
      return mebibytes > KEEPS_MOST_MIB ? [`the outbox banyan.changes takes ${mebibytes} MiB of the store’s disk, more than ${KEEPS_MOST_MIB}: let the mover catch up, or bring the movement back before the disk is full`] : [];
    },
    close: () => Promise.resolve(),
  };
}

/**
 * The earliest changes. Ids are given before transactions commit, so a smaller one may become visible later: what is read is all that is there, and is there until it is forgotten. Two changes of
 * one row have their ids in order, because the second waits for the first's transaction.
 */
async function readChanges({ db, group, tables, keys }: CaptureParts, { rows, bytes }: Most): Promise<readonly Change[]> {
  const { rows: heads } = await db.query(
    `select id, tbl from (select id, tbl, sum(bytes) over (order by id) - bytes as before from (select id, tbl, bytes from banyan.changes where grp = $1 order by id limit ${rows}) next) sized where before < ${bytes} order by id`,
    [group],
  );
  const changes = new Map<Text, Change>();
  for (const [table, ids] of Map.groupBy(heads, ([, tbl]) => tbl ?? '')) {
    for (const change of await readImages(db, table, await tables(table), keys[table] ?? [], ids.map(([id]) => id ?? ''))) changes.set(change.id, change);
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
    return { id: id ?? '', table, key: values.slice(0, key.length), old: isTrue(hasOld) ? { columns, rows: [old] } : null };
  });
}
