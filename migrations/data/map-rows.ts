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
  const groups = route.parts.map((): Group[] => []);
  const refused: Refused[] = [];
  for (const row of rows) {
    const key = pick(row, keyAt);
    try {
      const seen = toRow(columns, row);
      const given = route.parts.map((part) => mapRow(part, seen));
      for (let i = 0; i < groups.length; i++) {
        const [part, own, mapped] = [route.parts[i], groups[i], given[i]];
        if (part && own && mapped) put(own, part, mapped, key);
      }
    } catch (error) {
      refused.push({ table: route.table, key, reason: reasonOf(error) });
    }
  }
  return { mapped: groups.flat(), refused };
}

interface Group extends MappedRows {
  readonly rows: TextRow[];
  readonly origins: TextRow[];
}

/** Among rows with the same columns. */
function put(groups: Group[], part: Part, given: Row, origin: TextRow): void {
  for (const group of groups) {
    const texts = textsOf(given, group.columns);
    if (!texts) continue;
    group.rows.push(texts);
    group.origins.push(origin);
    return;
  }
  groups.push({ part, columns: Object.keys(given), rows: [], origins: [] });
  put(groups, part, given, origin);
}

/** The row's values in the order of these columns; `undefined` where it has others. */
function textsOf(given: Row, columns: readonly string[]): Text[] | undefined {
  if (Object.keys(given).length !== columns.length) return undefined;
  const texts: Text[] = [];
  for (const name of columns) {
    const cell = given[name];
    if (cell === undefined) return undefined;
    texts.push(toText(cell));
  }
  return texts;
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
export function mapRow(part: Part, row: Row): Row | undefined {
  const given = part.map(row);
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) throw new Error(`the mapping to ${part.table} gave no row`);
  const lacking = part.key.find((name) => given[name] === undefined || given[name] === null);
  if (lacking !== undefined) throw new Error(`the mapping to ${part.table} gave no ${lacking}, which is of its key`);
  for (const name in given) if (!isCell(given[name])) throw new Error(`the mapping to ${part.table} gave ${name} as a ${typeof given[name]}, which is no value of a column`);
  return given;
}

/** What stands after a colon may be the row's own; and a message may be very long. */
export function withoutValues(message: string): string {
  return message.replace(/: [^]*$/, ': (hidden)').slice(0, 300);
}

function isCell(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null || value instanceof Uint8Array;
}

/** Why a mapping did not take a row: what its message quotes may be the row's own. */
export function reasonOf(error: unknown): string {
  return withoutValues(messageOf(error).replaceAll(/(?<!\w)(["'`]).*?\1/gs, '(hidden)'));
}
