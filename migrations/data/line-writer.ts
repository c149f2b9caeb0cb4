import type { Cell, Row } from '../../domain/data-mapping.ts';
import { escapeText } from './row-text.ts';
import { toText } from './rows.ts';

const [TAB, NEWLINE, BACKSLASH, ZERO, MINUS, N] = [9, 10, 92, 48, 45, 78];
/** Those that have to be escaped are the backslash and some below. */
const FIRST_PLAIN = 14;
const FIRST_WIDE = 128;
/** Character by character up to here; what is longer is escaped and encoded as a whole. */
const SHORT = 48;
/** Of a character in UTF-8, and of an escaped one. */
const WIDEST = 3;
/** Beyond it `| 0` gives another number: it counts in 32 bits, one of them the sign. */
const SMALL = 2 ** 31;

/** Rows with the same columns as lines of text, written into one buffer that grows: nothing of a row is kept beside it. The same as `lineOf` of each row's texts. A class for the reason that `RowReader` is one. */
export class LineWriter {
  readonly columns: readonly string[];
  readonly #booleans: readonly number[];
  #bytes: Buffer;
  #at = 0;

  /** `expected`: bytes that will most likely do. `booleans`: places of columns in which they are written as a store writes them, `t` and `f`. */
  constructor(columns: readonly string[], expected: number, booleans: readonly number[] = []) {
    this.columns = columns;
    this.#booleans = booleans;
    this.#bytes = Buffer.allocUnsafe(expected);
  }

  /** `false`, and nothing is written, where the row has other columns. */
  write(row: Row): boolean {
    if (this.#putInOrder(row)) return true;
    if (!hasColumns(row, this.columns)) return false;
    for (let i = 0; i < this.columns.length; i++) this.#putInPlace(row[this.columns[i] ?? ''] as Cell, i);
    return true;
  }

  /** All that was written. */
  text(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Most rows have the columns in that very order, and looking no name up costs a third. */
  #putInOrder(row: Row): boolean {
    const began = this.#at;
    let place = 0;
    let isInOrder = true;
    for (const name in row) {
      isInOrder = name === this.columns[place];
      if (!isInOrder) break;
      this.#putInPlace(row[name] as Cell, place++);
    }
    if (isInOrder && place === this.columns.length) return true;
    this.#at = began;
    return false;
  }

  #putInPlace(cell: Cell, place: number): void {
    this.#putCell(cell, place);
    this.#room(1);
    this.#bytes[this.#at++] = place === this.columns.length - 1 ? NEWLINE : TAB;
  }

  #putCell(cell: Cell, place: number): void {
    if (typeof cell === 'string') this.#put(cell);
    else if (typeof cell === 'number') this.#putNumber(cell);
    else if (cell === null) {
      this.#room(2);
      this.#bytes[this.#at++] = BACKSLASH;
      this.#bytes[this.#at++] = N;
    } else if (typeof cell === 'boolean' && this.#booleans.includes(place)) this.#put(cell ? 't' : 'f');
    else this.#put(toText(cell) ?? '');
  }

  #put(word: string): void {
    this.#room(WIDEST * word.length + 1);
    const [into, from] = [this.#bytes, this.#at];
    if (word.length > SHORT) return void (this.#at += into.write(escapeText(word), from));
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      if (code >= FIRST_WIDE || code < FIRST_PLAIN || code === BACKSLASH) return void (this.#at += into.write(escapeText(word), from));
      into[from + i] = code;
    }
    this.#at += word.length;
  }

  #putNumber(number: number): void {
    if (!Number.isInteger(number) || number >= SMALL || number <= -SMALL || Object.is(number, -0)) return this.#put(String(number));
    this.#room(12);
    const into = this.#bytes;
    const first = number < 0 ? this.#at + 1 : this.#at;
    let rest = Math.abs(number);
    let end = first + 1;
    for (let power = 10; power <= rest; power *= 10) end += 1;
    if (number < 0) into[this.#at] = MINUS;
    for (let place = end - 1; place >= first; place--) {
      const tenth = (rest / 10) | 0;
      into[place] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#at = end;
  }

  #room(wanted: number): void {
    if (this.#at + wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(Math.ceil(this.#bytes.length * 1.5), this.#at + wanted));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Whether it has these columns and no others, in whatever order. */
export function hasColumns(row: Row, columns: readonly string[]): boolean {
  return Object.keys(row).length === columns.length && columns.every((name) => row[name] !== undefined);
}
