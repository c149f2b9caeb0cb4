import type { TextRow } from '../../data/rows.ts';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A row as COPY takes it in its text format. */
export function copyLine(row: TextRow): string {
  let line = '';
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    line += (i === 0 ? '' : '\t') + (value === null || value === undefined ? '\\N' : needsEscape(value) ? value.replaceAll(/[\\\n\r\t]/g, (each) => ESCAPES[each] ?? each) : value);
  }
  return `${line}\n`;
}

function needsEscape(value: string): boolean {
  return /[\\\n\r\t]/.test(value);
}
