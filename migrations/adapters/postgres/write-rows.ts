import { withoutValues, type Refused } from '../../data/map-rows.ts';
import type { TextRow } from '../../data/rows.ts';
import type { KeyedRows, Upsert } from '../../data/store.ts';
import type { Transaction } from './database.ts';
import type { TableColumn } from './describe-table.ts';
import { arrays, columnwise, ident, tableIdent } from './names.ts';
import { castOf, given, matches } from './read-rows.ts';

/** Errors of one row's values, by the classes of SQLSTATE: data exception, integrity constraint, too large or too many. Everything else is the store's trouble, and no row's. */
const OF_A_ROW = /^(22|23|54|42804|428C9|P0001)/;

/** Puts rows in, or over those that are there. Rows that the database refuses are left out and returned with the reason. */
export async function upsertRows(tx: Transaction, columns: readonly TableColumn[], upsert: Upsert): Promise<{ readonly refused: readonly Refused[]; readonly copied: boolean }> {
  const { copy, table } = upsert;
  if (copy !== null && (await attempt(tx, () => tx.copyIn(table, upsert.columns, copy === 'rows' ? upsert.rows : copy))) === undefined) return { refused: [], copied: true };
  const text = upsertText(columns, upsert);
  const refused = await inHalves(tx, upsert.rows, upsert.origins, (part) => tx.query(text, columnwise(part, upsert.columns.length)));
  return { copied: false, refused: refused.map(({ origin, reason }) => ({ table: upsert.origin, key: origin, reason: `${table}: ${reason}` })) };
}

export async function deleteRows(tx: Transaction, columns: readonly TableColumn[], { table, key, keys, origin, origins }: KeyedRows): Promise<readonly Refused[]> {
  const text = `delete from ${tableIdent(table)} t using ${given(key)} where ${matches(columns, key)}`;
  const refused = await inHalves(tx, keys, origins, (part) => tx.query(text, columnwise(part, key.length)));
  return refused.map((each) => ({ table: origin, key: each.origin, reason: `${table}: ${each.reason}` }));
}

export async function clearColumns(tx: Transaction, columns: readonly TableColumn[], { table, key, keys, origin, origins, columns: cleared }: KeyedRows & { readonly columns: readonly string[] }): Promise<readonly Refused[]> {
  const text = `update ${tableIdent(table)} t set ${cleared.map((name) => `${ident(name)} = null`).join(', ')} from ${given(key)} where ${matches(columns, key)}`;
  const refused = await inHalves(tx, keys, origins, (part) => tx.query(text, columnwise(part, key.length)));
  return refused.map((each) => ({ table: origin, key: each.origin, reason: `${table}: ${each.reason}` }));
}

function upsertText(columns: readonly TableColumn[], { table, key, columns: names }: Upsert): string {
  // What the database itself numbers keeps the number that it came with: such a column cannot be set anew.
  const rest = names.filter((name) => !key.includes(name) && !columns.some((column) => column.name === name && column.isAlwaysGiven));
  const overrides = columns.some(({ name, isAlwaysGiven }) => isAlwaysGiven && names.includes(name)) ? ' overriding system value' : '';
  const conflict = rest.length === 0 ? 'do nothing' : `do update set ${rest.map((name) => `${ident(name)} = excluded.${ident(name)}`).join(', ')}`;
  const cells = names.map((name, i) => `u.c${i}::${castOf(columns, name)}`).join(', ');
  return `insert into ${tableIdent(table)} (${names.map(ident).join(', ')})${overrides} select ${cells} from unnest(${arrays(names.length)}) u(${names.map((_, i) => `c${i}`).join(', ')}) on conflict (${key.map(ident).join(', ')}) ${conflict}`;
}

/** Does the work for all, or for those for whom it can be done: what fails is done in halves, down to the rows that fail by themselves. */
async function inHalves(tx: Transaction, rows: readonly TextRow[], origins: readonly TextRow[], work: (rows: readonly TextRow[]) => Promise<unknown>): Promise<readonly { readonly origin: TextRow; readonly reason: string }[]> {
  if (rows.length === 0) return [];
  const reason = await attempt(tx, () => work(rows));
  if (reason === undefined) return [];
  if (rows.length === 1) return [{ origin: origins[0] ?? [], reason }];
  const half = Math.ceil(rows.length / 2);
  return [...(await inHalves(tx, rows.slice(0, half), origins.slice(0, half), work)), ...(await inHalves(tx, rows.slice(half), origins.slice(half), work))];
}

/** Why rows were refused; `undefined`: they were not. Afterwards the transaction is as it was before. @throws what is no row's fault */
async function attempt(tx: Transaction, work: () => Promise<unknown>): Promise<string | undefined> {
  await tx.query('savepoint rows');
  try {
    await work();
    await tx.query('release savepoint rows');
    return undefined;
  } catch (error) {
    if (!isOfARow(error)) throw error;
    await tx.query('rollback to savepoint rows');
    return reasonOf(error as Refusal);
  }
}

/** Whether a row's values are to blame, and no trouble of the store's. */
export function isOfARow(error: unknown): boolean {
  return OF_A_ROW.test(String((error as Refusal).code));
}

interface Refusal {
  readonly code?: string;
  readonly message: string;
  readonly constraint?: string;
  readonly column?: string;
}

/** The details of a message quote the row; what the message itself quotes of it stands after a colon. */
function reasonOf({ code, message, constraint, column }: Refusal): string {
  const where = constraint ?? column;
  // What a complaint about a value quotes is the value.
  const said = code?.startsWith('22') ? message.replaceAll(/"[^"]*"/g, '(hidden)') : message;
  return `${withoutValues(said)}${where !== undefined && !message.includes(where) ? ` (${where})` : ''} [${code}]`;
}
