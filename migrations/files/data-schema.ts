import { z } from 'zod';
import { unchanged, type MovedData, type RowMapping, type TargetMapping } from '../../domain/data-mapping.ts';

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is no name of an environment variable such as LEGACY_DATABASE_URL; the URL itself must not stand in a file');
const tableName = z.string().regex(/^[A-Za-z_]\w{0,62}(\.[A-Za-z_]\w{0,62})?$/, 'is no name of a table such as orders or shop.orders');
const column = z.string().min(1).max(63);
const key = z.union([column.transform((one) => [one]), z.array(column).min(1).refine(areDistinct, 'names a column twice')]);
const mapping = z.custom<RowMapping>((value) => typeof value === 'function', 'must be a function');

const target = z.strictObject({ kind: z.literal('target', 'must be made with into()'), table: tableName, key, forward: mapping, back: mapping });

const table = z
  .strictObject({ kind: z.literal('table', 'must be made with table()'), table: tableName, key, to: z.union([target.transform((one) => [one]), z.array(target).min(1)]).optional() })
  .refine(({ to = [] }) => areDistinct(to.map((each) => each.table)), { path: ['to'], message: 'names a table twice' })
  .transform(({ table: name, key: columns, to }) => ({ table: name, key: columns, targets: to?.map((each): TargetMapping => ({ table: each.table, key: each.key, forward: each.forward, back: each.back })) ?? [asItIs(name, columns)] }));

/** What moves between the stores. */
export const dataSchema = z
  .strictObject({
    kind: z.literal('data', 'must be made with data()'),
    from: variable,
    to: variable,
    capture: z.enum(['outbox', 'replication']).default('outbox'),
    tables: z.array(table).min(1).refine((tables) => areDistinct(tables.map((each) => each.table)), 'names a table of legacy’s twice: give it several targets with `to: [into(…), into(…)]`'),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is the variable that `from` names too: a store cannot be moved onto itself' })
  .transform(({ from, to, capture, tables }): MovedData => ({ from, to, capture, tables }));

function asItIs(name: string, columns: readonly string[]): TargetMapping {
  return { table: name, key: columns, forward: unchanged, back: unchanged };
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
