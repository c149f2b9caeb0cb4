import type { RowSet, Text, TextRow } from '../../data/rows.ts';
import type { Chunk, Most } from '../../data/store.ts';
import { chunkOf } from '../../data/row-text.ts';
import type { Database, Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { arrays, columnwise, ident, isTrue, literal, tableIdent } from './names.ts';

/** One row that is larger than this is moved like any other, but alone. */
const WIDE_TABLE_BYTES = 1024 * 1024;
/** Measuring reads them. */
const MEASURED_ROWS = 200;

/** What tables were when they were measured last. */
export type Measures = Map<string, Promise<Measure>>;

interface Measure {
  /** It has large values beside its rows. */
  readonly isWide: boolean;
  /** As large is a row, by what the server last counted; 0 where it has not. */
  readonly rowBytes: number;
}

/** Rows in order of the key. Tables with values of many kilobytes are measured, so that a few large rows are not read together. */
export async function readChunk(db: Database, measures: Measures, table: string, columns: readonly TableColumn[], key: readonly string[], after: TextRow | null, { rows, bytes }: Most): Promise<Chunk> {
  const { isWide, rowBytes } = await measured(db, measures, table);
  const limit = isWide ? await howMany(db, table, columns, key, after, { rows, bytes }) : rowBytes === 0 ? rows : Math.min(rows, Math.ceil(bytes / rowBytes));
  const behind = after ? ` where (${key.map(ident).join(', ')}) > (${key.map((name, i) => `${literal(after[i] ?? '')}::${castOf(columns, name)}`).join(', ')})` : '';
  return chunkOf(columns, await db.copyOut(`copy (select ${columns.map(({ name }) => ident(name)).join(', ')} from ${tableIdent(table)}${behind} order by ${key.map(ident).join(', ')} limit ${limit}) to stdout`), limit);
}

export async function readKeys(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], keys: readonly TextRow[]): Promise<RowSet> {
  if (keys.length === 0) return { columns, rows: [] };
  const read = await sql.query(`select ${columns.map(({ name }) => `t.${ident(name)}`).join(', ')} from ${given(key)} join ${tableIdent(table)} t on ${matches(columns, key)}`, columnwise(keys, key.length));
  return { columns, rows: read.rows };
}

/** `unnest(…) u(k0, k1)`: keys given as one array a column. */
export function given(key: readonly string[], from = 1): string {
  return `unnest(${arrays(key.length, from)}) u(${key.map((_, i) => `k${i}`).join(', ')})`;
}

/** `t."id" = u.k0::integer and …`. */
export function matches(columns: readonly TableColumn[], key: readonly string[]): string {
  return key.map((name, i) => `t.${ident(name)} = u.k${i}::${castOf(columns, name)}`).join(' and ');
}

/** ` where ("id") > ($1::integer)`. */
export function following(columns: readonly TableColumn[], key: readonly string[], after: TextRow | null): { readonly text: string; readonly values: readonly Text[] } {
  if (!after) return { text: '', values: [] };
  return { text: ` where (${key.map(ident).join(', ')}) > (${key.map((name, i) => `$${i + 1}::${castOf(columns, name)}`).join(', ')})`, values: after };
}

export function castOf(columns: readonly TableColumn[], name: string): string {
  return columns.find((column) => column.name === name)?.cast ?? 'text';
}

/** As it was measured last. It is measured anew while a chunk is read, so that only the first waits for it. */
function measured(sql: Sql, measures: Measures, table: string): Promise<Measure> {
  const last = measures.get(table);
  const anew = measure(sql, table);
  measures.set(table, anew);
  anew.catch(() => measures.delete(table));
  return last ?? anew;
}

async function measure(sql: Sql, table: string): Promise<Measure> {
  const { rows } = await sql.query(
    `select coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) > ${WIDE_TABLE_BYTES}, case when reltuples > 0 then greatest(pg_relation_size(oid) / reltuples, 1) else 0 end from pg_class where oid = to_regclass($1)`,
    [tableIdent(table)],
  );
  const [isWide, rowBytes] = rows[0] ?? [];
  return { isWide: isTrue(isWide), rowBytes: Number(rowBytes ?? 0) };
}

/** How many of the next rows make so many bytes; at least one. */
async function howMany(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], after: TextRow | null, { rows, bytes }: Most): Promise<number> {
  const { text, values } = following(columns, key, after);
  const order = key.map(ident).join(', ');
  const size = columns.map(({ name }) => `coalesce(octet_length(${ident(name)}::text), 0)`).join(' + ');
  const read = await sql.query(`select count(*) filter (where sum <= ${bytes}) from (select sum(${size}) over (order by ${order}) from (select * from ${tableIdent(table)}${text} order by ${order} limit ${Math.min(rows, MEASURED_ROWS)}) next) sized`, values);
  return Math.max(1, Number(read.rows[0]?.[0] ?? 1));
}
