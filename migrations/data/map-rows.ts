import type { Row } from '../../domain/data-mapping.ts';
import { messageOf } from '../../domain/errors.ts';
import { isAsItIs, type Part, type Route } from './route.ts';
import { pick, placesOf, toRow, toText, type RowSet, type Text, type TextRow } from './rows.ts';

/** Rows for one table of the other store, all with the same columns. */
export interface MappedRows {
  readonly part: Part;
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
  /** The keys of the rows they were made of, in the same order. */
  readonly origins: readonly TextRow[];
}

/** A row that stays behind. */
export interface Refused {
  readonly table: string;
  readonly key: TextRow;
  /** Without the row's values. */
  readonly reason: string;
}

/** What a route makes of rows: for each of its parts the rows that go there, and those at which a mapping threw. A row goes to all of its parts or to none. Pure. */
export function mapRows(route: Route, { columns, rows }: RowSet): { readonly mapped: readonly MappedRows[]; readonly refused: readonly Refused[] } {
  const keyAt = placesOf(columns, route.key);
  const only = route.parts.length === 1 ? route.parts[0] : undefined;
  if (only && isAsItIs(route, only)) {
    return { mapped: rows.length === 0 ? [] : [{ part: only, columns: columns.map(({ name }) => name), rows, origins: rows.map((row) => pick(row, keyAt)) }], refused: [] };
  }
  const groups = new Map<string, { part: Part; columns: string[]; rows: TextRow[]; origins: TextRow[] }>();
  const refused: Refused[] = [];
  for (const row of rows) {
    const key = pick(row, keyAt);
    try {
      const seen = toRow(columns, row);
      for (const { part, given } of route.parts.map((part) => ({ part, given: mapRow(part, seen) }))) {
        if (!given) continue;
        const names = Object.keys(given);
        const id = `${part.table}\n${names.join('\n')}`;
        let group = groups.get(id);
        if (!group) groups.set(id, (group = { part, columns: names, rows: [], origins: [] }));
        group.rows.push(names.map((name) => toText(given[name] ?? null)));
        group.origins.push(key);
      }
    } catch (error) {
      refused.push({ table: route.table, key, reason: withoutValues(messageOf(error).replaceAll(/(?<!\w)(["'`]).*?\1/gs, '(hidden)')) });
    }
  }
  return { mapped: [...groups.values()], refused };
}

/** The key that a row has in a part's table; `undefined` where it has none there, or the mapping throws. */
export function mapKey(part: Part, row: Row): TextRow | undefined {
  try {
    const given = mapRow(part, row);
    return given && part.key.map((name): Text => toText(given[name] ?? null));
  } catch {
    return undefined;
  }
}

/** @throws what the mapping throws, and where it gives no row with a whole key */
function mapRow(part: Part, row: Row): Row | undefined {
  const given = part.map(row);
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) throw new Error(`the mapping to ${part.table} gave no row`);
  const lacking = part.key.find((name) => given[name] === undefined || given[name] === null);
  if (lacking !== undefined) throw new Error(`the mapping to ${part.table} gave no ${lacking}, which is of its key`);
  for (const [name, cell] of Object.entries(given)) {
    if (typeof cell === 'object' ? cell !== null && !(cell instanceof Uint8Array) : !['string', 'number', 'boolean'].includes(typeof cell)) throw new Error(`the mapping to ${part.table} gave ${name} as a ${typeof cell}, which is no value of a column`);
  }
  return given;
}

/** What stands after a colon may be the row's own; and a message may be very long. */
export function withoutValues(message: string): string {
  return message.replace(/: [^]*$/, ': (hidden)').slice(0, 300);
}
