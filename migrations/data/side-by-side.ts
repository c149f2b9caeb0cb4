import type { MappedRows } from './map-rows.ts';
import type { MappedText } from './map-to-text.ts';
import type { Part } from './route.ts';
import { lastRowOf } from './row-text.ts';
import { keyText, pick, placesOf, type ColumnKind, type Text, type TextRow } from './rows.ts';
import type { Chunk } from './store.ts';

/** What the texts of mapped rows and of the rows over there say; what differs in its text alone may still be equal as a value. */
export interface SideBySide {
  /** Mapped rows that are not there, or not in these words: by the keys of the rows they were made of. */
  readonly unlike: readonly TextRow[];
  /** Keys of rows over there that none of these was mapped to. */
  readonly extra: readonly TextRow[];
  /** The key over there up to which both sides have been read. */
  readonly after: TextRow | null;
}

/** Where the text of what is over there begins with that of the mapped rows, nothing has to be taken apart. `undefined`: it does not, and has to be looked at. Pure. */
export function wordForWord(part: Part, mapped: readonly MappedText[], theirs: Chunk, after: TextRow | null): SideBySide | undefined {
  const [only, ...others] = mapped.filter((each) => each.part === part);
  if (!part.whole || others.length > 0) return undefined;
  if (!only) return { unlike: [], extra: [], after };
  if (only.columns.join('\n') !== theirs.columns.map(({ name }) => name).join('\n') || !theirs.text.subarray(0, only.text.length).equals(only.text)) return undefined;
  return { unlike: [], extra: [], after: pick(lastRowOf(only.text), placesOf(theirs.columns, part.key)) };
}

/** Rows mapped, in order, beside the rows that come next over there. `apart`: the two sides' keys are not in one order, and nothing follows from what was read. Pure. */
export function sideBySide(part: Part, mapped: readonly MappedRows[], theirs: Chunk, after: TextRow | null): SideBySide | 'apart' {
  const [only, ...others] = mapped;
  if (!part.whole || others.length > 0) return 'apart';
  if (!only) return { unlike: [], extra: [], after };
  const keyAt = part.key.map((name) => only.columns.indexOf(name));
  const reached = pick(only.rows.at(-1) ?? [], keyAt);
  const valueAt = placesOf(theirs.columns, only.columns);
  if (valueAt.includes(-1)) return 'apart';
  const kinds = valueAt.map((place) => theirs.columns[place]?.kind ?? 'text');
  const theirKeyAt = placesOf(theirs.columns, part.key);
  const there = new Map(theirs.rows.slice(0, only.rows.length).map((row) => [idOf(row, theirKeyAt), row]));
  const unlike: TextRow[] = [];
  for (const [i, row] of only.rows.entries()) {
    const id = idOf(row, keyAt);
    const other = there.get(id);
    there.delete(id);
    if (!other || !isAlike(row, other, valueAt, kinds)) unlike.push(only.origins[i] ?? []);
  }
  if (there.size * 2 > only.rows.length) return 'apart';
  return { unlike, extra: [...there.values()].map((row) => pick(row, theirKeyAt)), after: reached };
}

function idOf(row: TextRow, places: readonly number[]): Text {
  return places.length === 1 ? (row[places[0] ?? 0] ?? null) : keyText(pick(row, places));
}

function isAlike(row: TextRow, other: TextRow, valueAt: readonly number[], kinds: readonly ColumnKind[]): boolean {
  for (let i = 0; i < valueAt.length; i++) {
    const [given, there] = [row[i] ?? null, other[valueAt[i] ?? -1] ?? null];
    if (given !== there && !(kinds[i] === 'boolean' && given?.[0] === there?.[0])) return false;
  }
  return true;
}
