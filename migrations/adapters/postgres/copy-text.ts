import type { Column, TextRow } from '../../data/rows.ts';
import type { Chunk } from '../../data/store.ts';

const NEWLINE = 10;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A row as COPY takes it in its text format. */
export function copyLine(row: TextRow): string {
  let line = '';
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    line += (i === 0 ? '' : '\t') + (value === null || value === undefined ? '\\N' : needsEscape(value) ? value.replaceAll(/[\\\n\r\t]/g, (each) => ESCAPES[each] ?? each) : value);
  }
  return `${line}\n`;
}

/** What COPY has given of rows with these columns. It is taken apart only where somebody looks at the rows. */
export function chunkOf(columns: readonly Column[], text: Buffer): Chunk {
  let rows: readonly TextRow[] | undefined;
  let count = 0;
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) count += 1;
  return {
    columns,
    text,
    count,
    last: count === 0 ? null : rowOf(text.toString('utf8', text.lastIndexOf(NEWLINE, -2) + 1, text.length - 1)),
    beginsWith(others, places) {
      const booleans = columns.map(({ kind }) => kind === 'boolean');
      const words = others.map((row) => copyLine(places.map((place, i) => (booleans[i] ? (row[place]?.[0] ?? null) : (row[place] ?? null))))).join('');
      const bytes = Buffer.from(words);
      return bytes.length <= text.length && text.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
    },
    get rows() {
      return (rows ??= text.toString('utf8').split('\n', count).map(rowOf));
    },
  };
}

function rowOf(line: string): TextRow {
  if (!line.includes('\\')) return line.split('\t');
  return line.split('\t').map((cell) => (cell === '\\N' ? null : cell.includes('\\') ? cell.replaceAll(/\\(.)/g, (_, mark: string) => ESCAPED[mark] ?? mark) : cell));
}

function needsEscape(value: string): boolean {
  return /[\\\n\r\t]/.test(value);
}
