import { findDifferences } from './find-differences.ts';
import type { Part, Route } from './route.ts';
import { keyText, type TextRow } from './rows.ts';
import type { Suspects } from './suspects.ts';
import type { Way } from './sync.ts';
import type { Walk } from './walk.ts';

/** Rows summed up at once, and so few that they are compared one by one. */
const CHUNK = 20_000;
const ROW_BY_ROW = 16;

/** By checksums of chunks, which both databases compute: no row leaves them while they are equal. Where they are not, the chunk is halved down to a few rows. */
export function walkSums(way: Way, route: Route, part: Part, suspects: Suspects, salt: string): Walk {
  const { from, to } = way;
  let after: TextRow | null = null;
  let isOver = false;

  async function narrow(names: readonly string[], begin: TextRow | null, end: TextRow | null): Promise<number> {
    const [here, there] = await Promise.all([from.checksum(route.table, route.key, names, begin, end), to.checksum(part.table, part.key, names, begin, end)]);
    if ((here.rows === there.rows && here.sum === there.sum) || suspects.isFull()) return here.rows;
    const more = Math.max(here.rows, there.rows);
    const [wider, table] = here.rows >= there.rows ? [from, route.table] : [to, part.table];
    const middle = more > ROW_BY_ROW ? await wider.boundary(table, route.key, begin, Math.ceil(more / 2)) : null;
    if (middle && (!end || keyText(middle) !== keyText(end))) {
      await narrow(names, begin, middle);
      await narrow(names, middle, end);
    } else await compareRows(begin, end);
    return here.rows;
  }

  async function compareRows(begin: TextRow | null, end: TextRow | null): Promise<void> {
    const [ours, theirs] = await Promise.all([from.keys(route.table, route.key, begin, end), to.keys(part.table, part.key, begin, end)]);
    suspects.add(route, (await findDifferences(way, route, await from.readKeys(route.table, route.key, ours), salt)).values());
    const known = new Set(ours.map(keyText));
    for (const key of theirs) if (!known.has(keyText(key))) suspects.addExtra(route, key, { part, key });
  }

  return async () => {
    if (isOver) return undefined;
    const [ours, theirs] = await Promise.all([from.columns(route.table), to.columns(part.table)]);
    const shared = ours.map(({ name }) => name).filter((name) => theirs.some((column) => column.name === name));
    const end = await from.boundary(route.table, route.key, after, CHUNK);
    const rows = await narrow(shared, after, end);
    after = end;
    isOver = end === null;
    return rows;
  };
}
