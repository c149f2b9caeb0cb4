import type { Text } from '../../data/rows.ts';
import type { Change, Most } from '../../data/store.ts';
import type { Capture, CaptureParts } from './capture.ts';
import type { Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { ident, isTrue, tableIdent } from './names.ts';
import { dropTriggers, lackingTriggers, setTriggers, type Trigger } from './triggers.ts';

const TRIGGERS: readonly Trigger[] = [
  { name: 'banyan_capture', fires: 'after insert or update or delete', each: 'row', calls: 'banyan.capture' },
  // After the fence, by its name.
  { name: 'banyan_rows_truncate', fires: 'before truncate', each: 'statement', calls: 'banyan.capture_truncate' },
];

/** Triggers write into `banyan.changes`, in the transaction of the change, which row has changed and how it was. Works on every server, and for whoever owns the tables. */
export function createOutboxCapture({ db, group, tables, keyOf }: CaptureParts): Capture {
  return {
    async begin(watched) {
      for (const { table, key } of watched) await setTriggers(db, table, TRIGGERS, [group, table, ...key]);
    },
    async end(watched) {
      for (const table of watched) await dropTriggers(db, table, TRIGGERS);
      await db.query('delete from banyan.changes where grp = $1', [group]);
    },
    missing: async (watched) => (await Promise.all(watched.map(({ table }) => lackingTriggers(db, table, TRIGGERS)))).flat(),
    changes: (most) => readChanges({ db, group, tables, keyOf }, most),
    forget: async (ids) => void (await db.query('delete from banyan.changes where id = any($1::bigint[])', [ids])),
    async lag() {
      const { rows } = await db.query('select count(*), coalesce(extract(epoch from clock_timestamp() - min(at)) * 1000, 0) from banyan.changes where grp = $1', [group]);
      return { changes: Number(rows[0]?.[0] ?? 0), ms: Math.max(0, Math.round(Number(rows[0]?.[1] ?? 0))) };
    },
    close: () => Promise.resolve(),
  };
}

/**
 * The earliest changes. Ids are given before transactions commit, so a smaller one may become visible later: what is read is all that is there, and is there until it is forgotten. Two changes of
 * one row have their ids in order, because the second waits for the first's transaction.
 */
async function readChanges({ db, group, tables, keyOf }: CaptureParts, { rows, bytes }: Most): Promise<readonly Change[]> {
  const { rows: heads } = await db.query(
    `select id, tbl from (select id, tbl, sum(bytes) over (order by id) - bytes as before from (select id, tbl, bytes from banyan.changes where grp = $1 order by id limit ${rows}) next) sized where before < ${bytes} order by id`,
    [group],
  );
  const changes = new Map<Text, Change>();
  for (const [table, ids] of Map.groupBy(heads, ([, tbl]) => tbl ?? '')) {
    for (const change of await readImages(db, table, await tables(table), keyOf(table), ids.map(([id]) => id ?? ''))) changes.set(change.id, change);
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
