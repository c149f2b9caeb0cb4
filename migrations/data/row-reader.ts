import type { Cell, Row } from '../../domain/data-mapping.ts';
import { rowOf } from './row-text.ts';
import { toCell, type Column, type ColumnKind, type TextRow } from './rows.ts';

const [TAB, NEWLINE, BACKSLASH, MINUS, ZERO, NINE, N] = [9, 10, 92, 45, 48, 57, 78];
/** Of so many digits every number is exact. */
const EXACT_DIGITS = 15;

/**
 * Reads rows out of a text, one after another, without anything between its characters and a row's cells: the same as `toRow(columns, rowOf(line))` of each line. A class, for what is compiled of functions that
 * are made anew for every text goes with the text.
 */
export class RowReader {
  readonly #columns: readonly Column[];
  readonly #text: string;
  /** Copied, an object costs a fraction of one that gets its columns one by one. */
  readonly #blank: Row;
  #lineAt = 0;
  #at = 0;

  constructor(columns: readonly Column[], bytes: Buffer) {
    this.#columns = columns;
    this.#text = bytes.toString();
    this.#blank = Object.fromEntries(columns.map(({ name }) => [name, null]));
  }

  /** `undefined`: there are no more. */
  next(): Row | undefined {
    if (this.#at >= this.#text.length) return undefined;
    this.#lineAt = this.#at;
    const row: Record<string, Cell> = { ...this.#blank };
    for (let i = 0; i < this.#columns.length; i++) {
      const { name, kind } = this.#columns[i] as Column;
      row[name] = this.#cell(kind);
    }
    return row;
  }

  /** The last row as it came. */
  asText(): TextRow {
    return rowOf(this.#text.substring(this.#lineAt, this.#at - 1));
  }

  #cell(kind: ColumnKind): Cell {
    if (kind === 'integer' || kind === 'bigint') {
      const number = this.#digits();
      if (number !== undefined) return number;
    }
    const text = this.#text;
    const from = this.#at;
    if (text.charCodeAt(from) === BACKSLASH && text.charCodeAt(from + 1) === N) {
      this.#at = from + 3;
      return null;
    }
    let end = from;
    let isEscaped = false;
    for (let code = text.charCodeAt(end); code !== TAB && code !== NEWLINE; code = text.charCodeAt(++end)) {
      if (code !== BACKSLASH) continue;
      isEscaped = true;
      // Whatever follows is no end.
      end++;
    }
    this.#at = end + 1;
    const word = text.substring(from, end);
    return toCell(kind, isEscaped ? (rowOf(word)[0] ?? '') : word);
  }

  /** The number that comes next and all of its cell; `undefined`, and nothing read, where that is none, or a long one. */
  #digits(): number | undefined {
    const text = this.#text;
    const began = this.#at;
    let place = text.charCodeAt(began) === MINUS ? began + 1 : began;
    const first = place;
    let number = 0;
    let code = text.charCodeAt(place);
    for (; code >= ZERO && code <= NINE; code = text.charCodeAt(++place)) number = number * 10 + code - ZERO;
    if (place === first || place - first > EXACT_DIGITS || (code !== TAB && code !== NEWLINE)) return undefined;
    this.#at = place + 1;
    return first > began ? -number : number;
  }
}
