import type { TextRow } from '../../data/rows.ts';
import type { Checksum } from '../../data/store.ts';
import type { Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { ident, tableIdent } from './names.ts';
import { castOf } from './read-rows.ts';

/** After `from`, up to and including `to`; without them, from the first row and to the last. */
export interface KeyRange {
  readonly from: TextRow | null;
  readonly to: TextRow | null;
}

/** Rows and the sum of their hashes, whatever their order. Sixty-four bits a row. */
export async function checksum(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], names: readonly string[], range: KeyRange): Promise<Checksum> {
  const { text, values } = within(columns, key, range);
  const { rows } = await sql.query(`select count(*), coalesce(sum(hashtextextended(row(${names.map(ident).join(', ')})::text, 0)::numeric), 0) from ${tableIdent(table)}${text}`, values);
  const [count, sum] = rows[0] ?? [];
  return { rows: Number(count ?? 0), sum: sum ?? '0' };
}

/** The key of the row that is so many after that one; `null` where there are not so many. */
export async function boundary(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], from: TextRow | null, rows: number): Promise<TextRow | null> {
  const { text, values } = within(columns, key, { from, to: null });
  const read = await sql.query(`select ${key.map(ident).join(', ')} from ${tableIdent(table)}${text} order by ${ordered(columns, key).join(', ')} offset ${rows - 1} limit 1`, values);
  return read.rows[0] ?? null;
}

/** The keys of a range. */
export async function keysWithin(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], range: KeyRange): Promise<readonly TextRow[]> {
  const { text, values } = within(columns, key, range);
  return (await sql.query(`select ${key.map(ident).join(', ')} from ${tableIdent(table)}${text}`, values)).rows;
}

/** Two databases may order text differently; by its bytes they do not. */
function ordered(columns: readonly TableColumn[], key: readonly string[]): readonly string[] {
  return key.map((name) => (/char|text|name|enum/.test(castOf(columns, name)) ? `${ident(name)}::text collate "C"` : ident(name)));
}

function within(columns: readonly TableColumn[], key: readonly string[], { from, to }: KeyRange): { readonly text: string; readonly values: TextRow } {
  const values: (string | null)[] = [];
  const bound = (limit: TextRow, sign: string): string =>
    `(${ordered(columns, key).join(', ')}) ${sign} (${key.map((name, i) => `$${values.push(limit[i] ?? null)}::${castOf(columns, name)}`).join(', ')})`;
  const bounds = [...(from ? [bound(from, '>')] : []), ...(to ? [bound(to, '<=')] : [])];
  return { text: bounds.length === 0 ? '' : ` where ${bounds.join(' and ')}`, values };
}
