import type { Cell, Row } from '../../domain/data-mapping.ts';

/** A value in the store's own text, which the store takes back unchanged. */
export type Text = string | null;
export type TextRow = readonly Text[];

/** How a mapping sees a column's values: domain/data-mapping.ts, `Cell`. */
export type ColumnKind = 'integer' | 'bigint' | 'boolean' | 'bytes' | 'text';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface RowSet {
  readonly columns: readonly Column[];
  readonly rows: readonly TextRow[];
}

/** A row as a mapping sees it. */
export function toRow(columns: readonly Column[], values: TextRow): Row {
  const row: Record<string, Cell> = {};
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as Column;
    row[column.name] = toCell(column.kind, values[i] ?? null);
  }
  return row;
}

export function toText(cell: Cell): Text {
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'object') return `\\x${Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('hex')}`;
  return String(cell);
}

/** The values at those places. */
export function pick(row: TextRow, places: readonly number[]): TextRow {
  return places.map((place) => row[place] ?? null);
}

export function placesOf(columns: readonly { readonly name: string }[], names: readonly string[]): readonly number[] {
  return names.map((name) => columns.findIndex((column) => column.name === name));
}

/** One text for one key, the same wherever it comes from. */
export function keyText(key: TextRow): string {
  return JSON.stringify(key);
}

/** A column's text as a mapping sees it. */
export function toCell(kind: ColumnKind, text: Text): Cell {
  if (text === null) return null;
  switch (kind) {
    case 'integer':
      return Number(text);
    case 'bigint': {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : text;
    }
    case 'boolean':
      return text === 't' || text === 'true';
    case 'bytes':
      return Buffer.from(text.slice(2), 'hex');
    case 'text':
      return text;
  }
}
