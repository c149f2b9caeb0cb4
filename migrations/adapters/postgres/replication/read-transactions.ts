import type { Pgoutput } from 'pg-logical-replication';
import type { RowSet, TextRow } from '../../../data/rows.ts';
import { kindOf } from '../describe-table.ts';
import type { Values } from './pgoutput.ts';

/** Prefixes of what the movement itself says in the log. */
export const SAYS = { ofTheMover: 'banyan.mover', truncated: 'banyan.truncated', barrier: 'banyan.barrier' } as const;

/** A table whose changes are looked for, and the columns by which they are told. */
export interface LoggedTable {
  readonly table: string;
  readonly key: readonly string[];
}

/** A change of one row, as the log has it. */
export interface Logged {
  readonly id: string;
  readonly table: string;
  /** Of a row that TRUNCATE took there is its image as JSON alone: its values are asked for in the table's own types. */
  readonly row: { readonly key: TextRow; readonly old: RowSet | null } | { readonly image: string };
  readonly bytes: number;
  /** When its transaction was committed, in epoch milliseconds by the store's clock. */
  readonly at: number;
  /** Up to where the log has been read when everything before its transaction is done with. */
  readonly before: bigint;
}

export type Read =
  | { readonly kind: 'change'; readonly change: Logged }
  | { readonly kind: 'columns'; readonly table: string }
  | { readonly kind: 'barrier'; readonly name: string }
  | { readonly kind: 'end'; readonly at: bigint };

/** Makes changes of the messages of one stream, which come a transaction after the other. Transactions of this group's mover have none. */
export function createReader(group: string, tables: ReadonlyMap<number, LoggedTable>, from: bigint): (message: Pgoutput.Message, bytes: number) => Read | undefined {
  let lsn = '';
  let at = 0;
  let count = 0;
  let isMovers = false;
  let before = from;

  function changed(relation: Pgoutput.MessageRelation, bytes: number, now: Values, then: Values | null, isWhole: boolean): Read | undefined {
    const watched = tables.get(relation.relationOid >>> 0);
    if (!watched || isMovers) return undefined;
    const columns = (isWhole ? relation.columns : relation.columns.filter(({ name }) => watched.key.includes(name))).map(({ name, typeOid }) => ({ name, kind: kindOf(typeOid) }));
    const old = then && { columns, rows: [columns.map(({ name }) => then[name] ?? null)] };
    return change(watched.table, bytes, { key: watched.key.map((name) => now[name] ?? then?.[name] ?? null), old });
  }

  function change(table: string, bytes: number, row: Logged['row']): Read {
    count += 1;
    return { kind: 'change', change: { id: `${lsn}/${count}`, table, row, bytes, at, before } };
  }

  function said({ prefix, content }: Pgoutput.MessageMessage, bytes: number): Read | undefined {
    const text = Buffer.from(content).toString('utf8');
    if (prefix === SAYS.barrier) return { kind: 'barrier', name: text };
    if (prefix === SAYS.ofTheMover && text === group) isMovers = true;
    if (prefix !== SAYS.truncated || isMovers) return undefined;
    const { grp, tbl, image } = JSON.parse(text) as { readonly grp: string; readonly tbl: string; readonly image: string };
    return grp === group ? change(tbl, bytes, { image }) : undefined;
  }

  return (message, bytes) => {
    switch (message.tag) {
      case 'begin':
        lsn = message.commitLsn ?? '';
        at = Number(message.commitTime) / 1_000;
        count = 0;
        isMovers = false;
        return undefined;
      case 'insert':
        return changed(message.relation, bytes, message.new as Values, null, false);
      case 'update':
        return changed(message.relation, bytes, message.new as Values, (message.old ?? message.key) as Values | null, message.old !== null);
      case 'delete': {
        const was = (message.old ?? message.key) as Values;
        return changed(message.relation, bytes, was, was, message.old !== null);
      }
      case 'message':
        return said(message, bytes);
      case 'relation': {
        const watched = tables.get(message.relationOid >>> 0);
        return watched && { kind: 'columns', table: watched.table };
      }
      case 'commit':
        before = positionOf(message.commitEndLsn ?? '0/0');
        return { kind: 'end', at: before };
      case 'truncate':
      case 'origin':
      case 'type':
        return undefined;
    }
  };
}

/** `16/B374D848` as a number. */
export function positionOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
