import { unchanged, type MovedData, type RowMapping } from '../../domain/data-mapping.ts';

/** Which way rows go. */
export type Direction = 'forward' | 'reverse';

/** One table that rows come from, and where they go. */
export interface Route {
  readonly table: string;
  readonly key: readonly string[];
  readonly parts: readonly Part[];
}

/** What becomes of a row in one table of the other store. */
export interface Part {
  readonly table: string;
  readonly key: readonly string[];
  readonly map: RowMapping;
  /** The way back, by which a row over there tells whose it is. */
  readonly unmap: RowMapping;
  /** Whether a row over there goes with this one. Where several tables make one row the first of them decides, and the others take only what they gave. */
  readonly whole: boolean;
}

/** Where every table's rows go in that direction. Pure. */
export function routesOf({ tables }: MovedData, direction: Direction): readonly Route[] {
  const links = tables.flatMap((source) => source.targets.map((target) => ({ source, target })));
  if (direction === 'forward') {
    return tables.map(({ table, key, targets }) => ({
      table,
      key,
      parts: targets.map((target) => ({ table: target.table, key: target.key, map: target.forward, unmap: target.back, whole: links.find((link) => link.target.table === target.table)?.source.table === table })),
    }));
  }
  const candidates = links.filter(({ target }, i) => links.findIndex((link) => link.target.table === target.table) === i).map(({ target }) => target);
  return candidates.map(({ table, key }) => ({
    table,
    key,
    parts: links
      .filter(({ target }) => target.table === table)
      .map(({ source, target }) => ({ table: source.table, key: source.key, map: target.back, unmap: target.forward, whole: source.targets[0] === target })),
  }));
}

/** Whether rows arrive as they left: same columns, same key. */
export function isAsItIs({ key }: Route, part: Part): boolean {
  return part.map === unchanged && key.join() === part.key.join();
}
