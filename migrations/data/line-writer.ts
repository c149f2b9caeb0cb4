import type { Cell } from '../../domain/data-mapping.ts';
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
const FIRST_BYTES = 64 * 1024;
/** Beyond it `| 0` gives another number: it counts in 32 bits, one of them the sign. */
const SMALL = 2 ** 31;

/** Rows as lines of text, written into one buffer that grows: nothing of a row is kept beside it. The same as `lineOf` of each row's texts. */
export interface LineWriter {
  write(cells: readonly Cell[]): void;
  /** All that was written. */
  text(): Buffer;
}

/** `booleans`: places of columns in which they are written as a store writes them, `t` and `f`. */
export function createLineWriter(booleans: readonly number[] = []): LineWriter {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let at = 0;

  function room(wanted: number): void {
    if (at + wanted <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + wanted));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  }

  function put(word: string): void {
    room(WIDEST * word.length + 1);
    if (word.length > SHORT) return void (at += bytes.write(escapeText(word), at));
    const into = bytes;
    const from = at;
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      if (code >= FIRST_WIDE || code < FIRST_PLAIN || code === BACKSLASH) return void (at += into.write(escapeText(word), from));
      into[from + i] = code;
    }
    at += word.length;
  }

  function putNumber(number: number): void {
    if (!Number.isInteger(number) || number >= SMALL || number <= -SMALL || Object.is(number, -0)) return put(String(number));
    room(12);
    const into = bytes;
    const first = number < 0 ? at + 1 : at;
    let rest = Math.abs(number);
    let end = first + 1;
    for (let power = 10; power <= rest; power *= 10) end += 1;
    if (number < 0) into[at] = MINUS;
    for (let place = end - 1; place >= first; place--) {
      const tenth = (rest / 10) | 0;
      into[place] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    at = end;
  }

  function putCell(cell: Cell, place: number): void {
    if (typeof cell === 'string') put(cell);
    else if (typeof cell === 'number') putNumber(cell);
    else if (cell === null) {
      room(2);
      bytes[at++] = BACKSLASH;
      bytes[at++] = N;
    } else if (typeof cell === 'boolean' && booleans.includes(place)) put(cell ? 't' : 'f');
    else put(toText(cell) ?? '');
  }

  return {
    write(cells) {
      for (let i = 0; i < cells.length; i++) {
        putCell(cells[i] ?? null, i);
        room(1);
        bytes[at++] = i === cells.length - 1 ? NEWLINE : TAB;
      }
    },
    text: () => bytes.subarray(0, at),
  };
}
