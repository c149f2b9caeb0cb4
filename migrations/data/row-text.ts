import type { Column, TextRow } from './rows.ts';
import type { Chunk } from './store.ts';

// Rows as text, the same for every store: PostgreSQL's COPY.

const NEWLINE = 10;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A row as a line of text. */
export function lineOf(row: TextRow): string {
  let line = '';
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    line += (i === 0 ? '' : '\t') + (value === null || value === undefined ? '\\N' : escapeText(value));
  }
  return `${line}\n`;
}

/** The row that a line without its end says. */
export function rowOf(line: string): TextRow {
  if (!line.includes('\\')) return line.split('\t');
  return line.split('\t').map((cell) => (cell === '\\N' ? null : cell.includes('\\') ? cell.replaceAll(/\\(.)/g, (_, mark: string) => ESCAPED[mark] ?? mark) : cell));
}

/** The last row of a text that has one. */
export function lastRowOf(text: Buffer): TextRow {
  return rowOf(text.toString('utf8', text.lastIndexOf(NEWLINE, -2) + 1, text.length - 1));
}

export function linesOf(text: Buffer): readonly string[] {
  return text.length === 0 ? [] : text.toString('utf8', 0, text.length - 1).split('\n');
}

/** Rows with these columns as they came, of which so many were asked for. They are taken apart only where somebody looks at them. */
export function chunkOf(columns: readonly Column[], text: Buffer, asked = Number.POSITIVE_INFINITY): Chunk {
  let rows: readonly TextRow[] | undefined;
  let count = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) count += 1;
  return {
    columns,
    text,
    count,
    last: count === 0 ? null : lastRowOf(text),
    isEnd: count < asked,
    get rows() {
      return (rows ??= linesOf(text).map(rowOf));
    },
  };
}

/** A value as it stands within a line. */
export function escapeText(value: string): string {
  return /[\\\n\r\t]/.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (each) => ESCAPES[each] ?? each) : value;
}
