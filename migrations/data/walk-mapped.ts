import { setImmediate as nextTurn } from 'node:timers/promises';
import { findDifferences } from './find-differences.ts';
import { mapKey, mapRows, type MappedRows } from './map-rows.ts';
import { mapToText } from './map-to-text.ts';
import type { Part, Route } from './route.ts';
import { keyText, pick, placesOf, toRow, type RowSet, type TextRow } from './rows.ts';
import { sideBySide, wordForWord } from './side-by-side.ts';
import type { Chunk } from './store.ts';
import type { Suspects } from './suspects.ts';
import type { Way } from './sync.ts';
import type { Walk } from './walk.ts';

const PORTION = { rows: 5_000, bytes: 2 * 1024 * 1024 };

/** How far the rows have been read, and beside them each part; `apart`: its keys come in another order. */
interface Place {
  readonly after: TextRow | null;
  readonly there: readonly (TextRow | null | 'apart')[];
}

interface Portion {
  readonly rows: Chunk;
  readonly theirs: readonly (Chunk | 'apart')[];
}

/** Rows are mapped again and held against those that come next over there, as text; what is unlike is compared by the columns' own types. Then what is left over there is looked for here. */
export function walkMapped(way: Way, route: Route, suspects: Suspects, salt: string): Walk {
  const { from, to } = way;
  let place: Place = { after: null, there: route.parts.map(({ whole }) => (whole ? null : 'apart')) };
  let ahead: { readonly id: string; readonly portion: Promise<Portion> } | undefined;
  let leftovers: { part: number; after: TextRow | null } | undefined;

  async function read({ after, there }: Place): Promise<Portion> {
    const [rows, ...theirs] = await Promise.all([
      from.readChunk(route.table, route.key, after, PORTION),
      ...route.parts.map(async ({ table, key }, i) => {
        const behind = there[i] ?? null;
        return behind === 'apart' ? behind : await to.readChunk(table, key, behind, PORTION);
      }),
    ]);
    return { rows, theirs };
  }

  /** The next portion is read while one is compared: from where it will most likely begin. */
  async function nextPortion(): Promise<Portion> {
    const id = JSON.stringify(place);
    const portion = await (ahead?.id === id ? ahead.portion : read(place));
    ahead = undefined;
    const { rows, theirs } = portion;
    if (rows.isEnd) return portion;
    const next: Place = {
      after: endOf(rows, route.key) ?? null,
      there: theirs.map((other, i) => (other === 'apart' ? other : (endOf(other, route.parts[i]?.key ?? []) ?? place.there[i] ?? null))),
    };
    ahead = { id: JSON.stringify(next), portion: read(next) };
    // Awaited when it is its turn.
    ahead.portion.catch(() => undefined);
    // Asked for before this one is mapped.
    await nextTurn();
    return portion;
  }

  async function compare({ rows, theirs }: Portion): Promise<Place['there']> {
    const words = mapToText(route, rows, (part) => columnsOf(theirs[route.parts.indexOf(part)]));
    let mapped: readonly MappedRows[] | undefined;
    const doubted = new Set<string>();
    const there: (TextRow | null | 'apart')[] = [];
    for (const [i, part] of route.parts.entries()) {
      const other = theirs[i] ?? 'apart';
      const after = place.there[i] ?? null;
      const found = other === 'apart' || after === 'apart' ? 'apart' : (wordForWord(part, words.mapped, other, after) ?? sideBySide(part, (mapped ??= mapRows(route, rows).mapped).filter((each) => each.part === part), other, after));
      there.push(found === 'apart' ? found : found.after);
      if (found === 'apart') continue;
      for (const key of found.unlike) doubted.add(keyText(key));
      if (found.extra.length > 0) await findExtras(part, await to.readKeys(part.table, part.key, found.extra));
    }
    if (there.includes('apart')) await compareRows(rows);
    else if (doubted.size > 0) {
      const keyAt = placesOf(rows.columns, route.key);
      await compareRows({ columns: rows.columns, rows: rows.rows.filter((row) => doubted.has(keyText(pick(row, keyAt)))) });
    }
    return there;
  }

  async function compareRows(rows: RowSet): Promise<void> {
    suspects.add(route, (await findDifferences(way, route, rows, salt)).values());
  }

  /** Rows over there whose owner is not here, or does not go there. */
  async function findExtras(part: Part, rows: RowSet): Promise<void> {
    const keyAt = placesOf(rows.columns, part.key);
    const owners = rows.rows.flatMap((row) => {
      const key = mapKey({ ...part, key: route.key, map: part.unmap }, toRow(rows.columns, row));
      return key ? [{ key, there: pick(row, keyAt) }] : [];
    });
    const keys = owners.map(({ key }) => key);
    const gone = new Set((await from.compare(route.table, route.key, route.key, keys)).map(({ index }) => index));
    const here = await from.readKeys(route.table, route.key, keys);
    const elsewhere = new Set(here.rows.filter((row) => !mapKey(part, toRow(here.columns, row))).map((row) => keyText(pick(row, placesOf(here.columns, route.key)))));
    for (const [i, { key, there }] of owners.entries()) if (gone.has(i) || elsewhere.has(keyText(key))) suspects.addExtra(route, key, { part, key: there });
  }

  /** In one part after another, behind what has been read beside the rows. */
  async function walkLeftovers(at: NonNullable<typeof leftovers>): Promise<number | undefined> {
    const part = route.parts[at.part];
    if (!part) return undefined;
    const rows = await to.readChunk(part.table, part.key, at.after, PORTION);
    await findExtras(part, rows);
    const end = endOf(rows, part.key);
    leftovers = end && !rows.isEnd ? { ...at, after: end } : { part: at.part + 1, after: startOf(at.part + 1) };
    return 0;
  }

  function startOf(part: number): TextRow | null {
    const after = place.there[part] ?? null;
    return after === 'apart' ? null : after;
  }

  return async () => {
    if (leftovers) return walkLeftovers(leftovers);
    const portion = await nextPortion();
    const { rows } = portion;
    const there = await compare(portion);
    place = { after: endOf(rows, route.key) ?? place.after, there };
    // What comes after the end from now on is for the next pass.
    if (rows.isEnd) leftovers = { part: 0, after: startOf(0) };
    return rows.count;
  };
}

function endOf({ columns, last }: Chunk, key: readonly string[]): TextRow | undefined {
  return last ? pick(last, placesOf(columns, key)) : undefined;
}

function columnsOf(chunk: Chunk | 'apart' | undefined): Chunk['columns'] | undefined {
  return chunk === 'apart' ? undefined : chunk?.columns;
}
