import type { TextRow } from '../../data/rows.ts';
import type { Unequal } from '../../data/store.ts';
import type { Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { arrays, columnwise, ident, isTrue, tableIdent } from './names.ts';
import { castOf } from './read-rows.ts';
import { isOfARow } from './write-rows.ts';

/** Types that round what they are given. What is given is compared before that. */
const ROUNDS = /^(numeric|time|interval).*\(/;

interface Comparing {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly key: readonly string[];
  /** Of the rows that are given. */
  readonly names: readonly string[];
}

/** Compares in the database, by the columns' own types: `1.5` is `1.50` where the column says so. A value that its column cannot have is compared as text. */
export async function compareRows(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], names: readonly string[], rows: readonly TextRow[]): Promise<readonly Unequal[]> {
  return rows.length === 0 ? [] : compareInHalves(sql, { table, columns, key, names }, rows, 0);
}

async function compareInHalves(sql: Sql, comparing: Comparing, rows: readonly TextRow[], first: number): Promise<readonly Unequal[]> {
  try {
    return await compare(sql, comparing, rows, first, 'as values');
  } catch (error) {
    if (!isOfARow(error)) throw error;
    if (rows.length === 1) return compare(sql, comparing, rows, first, 'as text').catch(() => [{ index: first, columns: 'missing' }]);
    const half = Math.ceil(rows.length / 2);
    return [...(await compareInHalves(sql, comparing, rows.slice(0, half), first)), ...(await compareInHalves(sql, comparing, rows.slice(half), first + half))];
  }
}

async function compare(sql: Sql, { table, columns, key, names }: Comparing, rows: readonly TextRow[], offset: number, how: 'as values' | 'as text'): Promise<readonly Unequal[]> {
  const given = (name: string): string => {
    const [word, there, type] = [`u.c${names.indexOf(name)}`, `t.${ident(name)}`, columns.find((column) => column.name === name)?.type ?? 'text'];
    if (how === 'as text') return word;
    return ROUNDS.test(type) ? `case when ${word}::${castOf(columns, name)} is not distinct from ${there} then ${there}::text else ${word} end` : `(${word}::${type})::text`;
  };
  const rest = names.filter((name) => !key.includes(name));
  const first = ident(key[0] ?? '');
  const { rows: unequal } = await sql.query(
    `select u.n, t.${first} is null${rest.map((name) => `, ${given(name)}, t.${ident(name)}::text`).join('')}
       from unnest(${arrays(names.length)}) with ordinality u(${names.map((_, i) => `c${i}`).join(', ')}, n)
       left join ${tableIdent(table)} t on ${key.map((name) => `t.${ident(name)} = u.c${names.indexOf(name)}::${castOf(columns, name)}`).join(' and ')}
      where t.${first} is null${rest.map((name) => ` or ${given(name)} is distinct from t.${ident(name)}::text`).join('')}`,
    columnwise(rows, names.length),
  );
  return unequal.map(([n, isMissing, ...values]): Unequal => {
    const index = offset + Number(n) - 1;
    if (isTrue(isMissing)) return { index, columns: 'missing' };
    const pairs = rest.map((name, i) => [name, { given: values[2 * i] ?? null, there: values[2 * i + 1] ?? null }] as const);
    return { index, columns: Object.fromEntries(pairs.filter(([, { given, there }]) => given !== there)) };
  });
}
