import { BanyanError } from '../../../domain/errors.ts';
import type { ColumnKind } from '../../data/rows.ts';
import type { TypedColumn } from '../../data/store.ts';
import type { Sql } from './database.ts';
import { tableIdent } from './names.ts';

/** A column of a table that takes values; what the database generates from others is not among them. */
export interface TableColumn extends TypedColumn {
  /** To cast text with: without a length, so that what is too long is refused and not cut. */
  readonly cast: string;
  readonly oid: number;
  /** Whether the database gives the value and refuses others but for being told. */
  readonly isAlwaysGiven: boolean;
}

/** The columns of a table, as they were when they were last looked at. */
export type Tables = (table: string) => Promise<readonly TableColumn[]>;

const KINDS: Readonly<Record<number, ColumnKind>> = { 16: 'boolean', 17: 'bytes', 20: 'bigint', 21: 'integer', 23: 'integer' };

/** @throws BanyanError MOVER_REFUSED where there is no such table, or it has not these columns */
export async function describeTable(sql: Sql, table: string): Promise<readonly TableColumn[]> {
  const { rows } = await sql.query(
    `select a.attname, format_type(a.atttypid, a.atttypmod), format('%I.%I', n.nspname, t.typname), a.atttypid, a.attidentity
       from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_namespace n on n.oid = t.typnamespace
      where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
    [tableIdent(table)],
  );
  if (rows.length === 0) throw new BanyanError('MOVER_REFUSED', `there is no table ${table} in the store, or the mover may not see it`, { remedy: 'Create the table before its data moves, or correct its name in the migration file.' });
  return rows.map(([name, type, cast, oid, identity]) => ({ name: name ?? '', type: type ?? '', cast: cast ?? '', oid: Number(oid), kind: kindOf(Number(oid)), isAlwaysGiven: identity === 'a' }));
}

/** How a mapping sees values of a type, by the type's number. */
export function kindOf(oid: number): ColumnKind {
  return KINDS[oid] ?? 'text';
}
