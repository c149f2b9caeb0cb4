import type { TextRow } from '../../data/rows.ts';
import type { Unequal } from '../../data/store.ts';
import type { Sql } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { arrays, columnwise, ident, isTrue, tableIdent } from './names.ts';
import { castOf } from './read-rows.ts';

/** Compares in the database, by the columns' own types: `1.5` is `1.50` where the column says so. */
export async function compareRows(sql: Sql, table: string, columns: readonly TableColumn[], key: readonly string[], names: readonly string[], rows: readonly TextRow[]): Promise<readonly Unequal[]> {
  if (rows.length === 0) return [];
  const typeOf = (name: string): string => columns.find((column) => column.name === name)?.type ?? 'text';
  const given = (name: string): string => `(u.c${names.indexOf(name)}::${typeOf(name)})::text`;
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
    const index = Number(n) - 1;
    if (isTrue(isMissing)) return { index, columns: 'missing' };
    const pairs = rest.map((name, i) => [name, { given: values[2 * i] ?? null, there: values[2 * i + 1] ?? null }] as const);
    return { index, columns: Object.fromEntries(pairs.filter(([, { given, there }]) => given !== there)) };
  });
}
