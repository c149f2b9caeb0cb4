import type { Row } from '../../domain/data-mapping.ts';
import { hasColumns, LineWriter } from './line-writer.ts';
import { mapRow, reasonOf, type Refused } from './map-rows.ts';
import type { Part, Route } from './route.ts';
import { RowReader } from './row-reader.ts';
import { pick, placesOf, type Column } from './rows.ts';
import type { Chunk } from './store.ts';

/** Mapped rows with the same columns, as one text. */
export interface MappedText {
  readonly part: Part;
  readonly columns: readonly string[];
  readonly text: Buffer;
}

/** For the lines of a part that have other columns than its first: there are most likely few. */
const FEW_BYTES = 4 * 1024;

type Words = (part: Part) => readonly Column[] | undefined;

interface Growing {
  readonly part: Part;
  readonly lines: LineWriter;
}

interface Mapping {
  readonly route: Route;
  readonly chunk: Chunk;
  readonly words: Words | undefined;
  readonly growing: Growing[];
  readonly refused: Refused[];
}

/**
 * What `mapRows` makes of a chunk, row by row into text: nothing of a row is kept, so that what a mapping needs is gone as soon as it has come. `words`: the columns of a part in the order that is wanted, with booleans as a
 * store writes them; without it the columns come as the mapping gives them. Pure.
 */
export function mapToText(route: Route, chunk: Chunk, words?: Words): { readonly mapped: readonly MappedText[]; readonly refused: readonly Refused[] } {
  const mapping: Mapping = { route, chunk, words, growing: [], refused: [] };
  const reader = new RowReader(chunk.columns, chunk.text);
  for (let row = reader.next(); row; row = reader.next()) map(mapping, row, reader);
  return { mapped: mapping.growing.map(({ part, lines }) => ({ part, columns: lines.columns, text: lines.text() })), refused: mapping.refused };
}

/** To all of the parts or to none. */
function map(mapping: Mapping, row: Row, reader: RowReader): void {
  const { route, chunk, refused } = mapping;
  try {
    const given = route.parts.map((part) => mapRow(part, row));
    for (let i = 0; i < given.length; i++) {
      const [part, own] = [route.parts[i], given[i]];
      if (part && own) put(mapping, part, own);
    }
  } catch (error) {
    refused.push({ table: route.table, key: pick(reader.asText(), placesOf(chunk.columns, route.key)), reason: reasonOf(error) });
  }
}

/** Among rows with the same columns. */
function put({ growing, chunk, words }: Mapping, part: Part, row: Row): void {
  for (const group of growing) if (group.part === part && group.lines.write(row)) return;
  const isFirst = growing.every((group) => group.part !== part);
  const lines = linesFor(row, words?.(part), isFirst ? Math.ceil(chunk.text.length * 1.125) : FEW_BYTES);
  lines.write(row);
  growing.push({ part, lines });
}

/** In the order that is wanted, where these are the row's columns. */
function linesFor(row: Row, wanted: readonly Column[] | undefined, bytes: number): LineWriter {
  const names = wanted?.map(({ name }) => name);
  if (!wanted || !names || !hasColumns(row, names)) return new LineWriter(Object.keys(row), bytes);
  return new LineWriter(names, bytes, wanted.flatMap(({ kind }, place) => (kind === 'boolean' ? [place] : [])));
}
