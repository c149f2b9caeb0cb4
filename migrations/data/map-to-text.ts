import type { Cell, Row } from '../../domain/data-mapping.ts';
import { createLineWriter, type LineWriter } from './line-writer.ts';
import { mapRow, reasonOf, type Refused } from './map-rows.ts';
import { eachRow } from './each-row.ts';
import type { Part, Route } from './route.ts';
import { pick, placesOf, type Column } from './rows.ts';
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
  readonly lines: LineWriter;
}

/**
 * What `mapRows` makes of a chunk, row by row into text: nothing of a row is kept, so that what a mapping needs is gone as soon as it has come. `words`: the columns of a part in the order that is wanted, with booleans as a
 * store writes them; without it the columns come as the mapping gives them. Pure.
 */
export function mapToText(route: Route, { columns, text }: Chunk, words?: (part: Part) => readonly Column[] | undefined): { readonly mapped: readonly MappedText[]; readonly refused: readonly Refused[] } {
  const growing: Growing[] = [];
  const refused: Refused[] = [];
  eachRow(columns, text, (row, asText) => {
    try {
      const given = route.parts.map((part) => mapRow(part, row));
      for (let i = 0; i < given.length; i++) {
        const [part, own] = [route.parts[i], given[i]];
        if (part && own) put(growing, part, own, words?.(part));
      }
    } catch (error) {
      refused.push({ table: route.table, key: pick(asText(), placesOf(columns, route.key)), reason: reasonOf(error) });
    }
  });
  return { mapped: growing.map(({ part, columns: own, lines }) => ({ part, columns: own, text: lines.text() })), refused };
}

function put(growing: Growing[], part: Part, given: Row, wanted: readonly Column[] | undefined): void {
  for (const group of growing) {
    const cells = group.part === part ? cellsOf(given, group.columns) : undefined;
    if (cells) return group.lines.write(cells);
  }
  const names = wanted?.map(({ name }) => name);
  const isAsWanted = names !== undefined && cellsOf(given, names) !== undefined;
  const booleans = isAsWanted ? (wanted ?? []).flatMap(({ kind }, place) => (kind === 'boolean' ? [place] : [])) : [];
  growing.push({ part, columns: isAsWanted ? names : Object.keys(given), lines: createLineWriter(booleans) });
  put(growing, part, given, wanted);
}

/** The row's values in the order of these columns; `undefined` where it has others. */
function cellsOf(given: Row, columns: readonly string[]): readonly Cell[] | undefined {
  const cells: Cell[] = [];
  let inOrder = 0;
  let count = 0;
  // Most rows have them in that very order, and looking no name up costs a third.
  for (const name in given) {
    if (name === columns[count++]) inOrder = cells.push(given[name] as Cell);
  }
  if (count !== columns.length) return undefined;
  if (inOrder === count) return cells;
  return columns.every((name) => given[name] !== undefined) ? columns.map((name) => given[name] as Cell) : undefined;
}
