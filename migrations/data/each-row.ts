import type { Cell, Row } from '../../domain/data-mapping.ts';
import { rowOf } from './row-text.ts';
import { toCell, type Column, type ColumnKind, type TextRow } from './rows.ts';

const [TAB, NEWLINE, BACKSLASH, MINUS, ZERO, NINE, N] = [9, 10, 92, 45, 48, 57, 78];
/** Of so many digits every number is exact. */
const EXACT_DIGITS = 15;

/** Shows every row of a text, without anything between its characters and a row's cells. The same as `toRow(columns, rowOf(line))` of each line. `asText`: the row as it came; good until `see` returns. */
export function eachRow(columns: readonly Column[], bytes: Buffer, see: (row: Row, asText: () => TextRow) => void): void {
  const text = bytes.toString();
  // Copied, an object costs a fraction of one that gets its columns one by one.
  const blank: Row = Object.fromEntries(columns.map(({ name }) => [name, null]));
  let lineAt = 0;
  let at = 0;
  const asText = (): TextRow => rowOf(text.substring(lineAt, at - 1));

  function cell(kind: ColumnKind): Cell {
    if (kind === 'integer' || kind === 'bigint') {
      const number = digits();
      if (number !== undefined) return number;
    }
    if (text.charCodeAt(at) === BACKSLASH && text.charCodeAt(at + 1) === N) {
      at += 3;
      return null;
    }
    const from = at;
    let end = from;
    let isEscaped = false;
    for (let code = text.charCodeAt(end); code !== TAB && code !== NEWLINE; code = text.charCodeAt(++end)) {
      if (code !== BACKSLASH) continue;
      isEscaped = true;
      // Whatever follows is no end.
      end++;
    }
    at = end + 1;
    const word = text.substring(from, end);
    return toCell(kind, isEscaped ? (rowOf(word)[0] ?? '') : word);
  }

  /** The number that comes next and all of its cell; `undefined`, and nothing read, where that is none, or a long one. */
  function digits(): number | undefined {
    const began = at;
    let place = text.charCodeAt(began) === MINUS ? began + 1 : began;
    const first = place;
    let number = 0;
    let code = text.charCodeAt(place);
    for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++place)) number = number * 10 + code - ZERO;
    if (place === first || place - first > EXACT_DIGITS || (code !== TAB && code !== NEWLINE)) return undefined;
    at = place + 1;
    return first > began ? -number : number;
  }

  while (at < text.length) {
    lineAt = at;
    const row: Record<string, Cell> = { ...blank };
    for (let i = 0; i < columns.length; i++) {
      const { name, kind } = columns[i] as Column;
      row[name] = cell(kind);
    }
    see(row, asText);
  }
}
