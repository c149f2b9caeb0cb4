import type { Row } from '../../domain/data-mapping.ts';
import { mapRow, reasonOf, textsOf, type Refused } from './map-rows.ts';
import type { Part, Route } from './route.ts';
import { lineOf, linesOf, rowOf } from './row-text.ts';
import { pick, placesOf, toRow, type Column } from './rows.ts';
import type { Chunk } from './store.ts';

/** Mapped rows with the same columns, as one text. */
export interface MappedText {
  readonly part: Part;
  readonly columns: readonly string[];
  readonly text: Buffer;
}

interface Growing {
  readonly part: Part;
  readonly columns: readonly string[];
  /** Places of columns that are written as the store writes booleans. */
  readonly booleans: readonly number[];
  readonly pieces: Buffer[];
  lines: string;
}

const PIECE = 16 * 1024;

/**
 * What `mapRows` makes of a chunk, row by row into text: nothing of a row is kept, so that what a mapping needs is gone as soon as it has come. `words`: the columns of a part in the order that is wanted, with booleans as a
 * store writes them; without it the columns come as the mapping gives them. Pure.
 */
export function mapToText(route: Route, { columns, text }: Chunk, words?: (part: Part) => readonly Column[] | undefined): { readonly mapped: readonly MappedText[]; readonly refused: readonly Refused[] } {
  const growing: Growing[] = [];
  const refused: Refused[] = [];
  for (const line of linesOf(text)) {
    const row = rowOf(line);
    try {
      const seen = toRow(columns, row);
      const given = route.parts.map((part) => mapRow(part, seen));
      for (let i = 0; i < given.length; i++) {
        const [part, own] = [route.parts[i], given[i]];
        if (part && own) put(growing, part, own, words?.(part));
      }
    } catch (error) {
      refused.push({ table: route.table, key: pick(row, placesOf(columns, route.key)), reason: reasonOf(error) });
    }
  }
  return { mapped: growing.map(({ part, columns: own, pieces, lines }) => ({ part, columns: own, text: Buffer.concat([...pieces, Buffer.from(lines)]) })), refused };
}

function put(growing: Growing[], part: Part, given: Row, wanted: readonly Column[] | undefined): void {
  for (const group of growing) {
    const texts = group.part === part ? textsOf(given, group.columns) : undefined;
    if (!texts) continue;
    for (const place of group.booleans) texts[place] = texts[place]?.[0] ?? null;
    group.lines += lineOf(texts);
    if (group.lines.length < PIECE) return;
    group.pieces.push(Buffer.from(group.lines));
    group.lines = '';
    return;
  }
  const names = wanted?.map(({ name }) => name);
  const isAsWanted = names !== undefined && textsOf(given, names) !== undefined;
  growing.push({ part, columns: isAsWanted ? names : Object.keys(given), booleans: isAsWanted ? (wanted ?? []).flatMap(({ kind }, place) => (kind === 'boolean' ? [place] : [])) : [], pieces: [], lines: '' });
  put(growing, part, given, wanted);
}
