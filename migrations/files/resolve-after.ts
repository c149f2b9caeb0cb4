import { BanyanError } from '../../domain/errors.ts';
import type { Migration, Prerequisite } from '../../domain/migration.ts';
import { stopName, stopsOf } from '../../domain/stop.ts';

/** A migration and the names of what it comes after, as its file has them. */
export interface Ordered {
  readonly migration: Migration;
  readonly after: readonly string[];
}

/**
 * The migrations with what each of them waits for.
 * @throws BanyanError MIGRATION_INVALID where a group or a stop is unknown, or where they wait for each other in a circle
 */
export function resolveAfter(files: readonly Ordered[], directory: string): readonly Migration[] {
  const invalid = (problem: string): BanyanError => new BanyanError('MIGRATION_INVALID', `${directory}: ${problem}`);
  const byGroup = new Map(files.map((file) => [file.migration.group.name, file]));

  const resolve = (text: string, by: Migration): Prerequisite => {
    const [group = '', stop] = text.split('@');
    const other = byGroup.get(group)?.migration;
    if (!other) throw invalid(`${by.id} comes after "${text}", and no migration moves a route group "${group}"; there are ${[...byGroup.keys()].join(', ')}`);
    const stops = stopsOf(other).map(stopName);
    const from = stop === undefined ? stops.length - 1 : stops.indexOf(stop);
    if (from < 0) throw invalid(`${by.id} comes after "${text}", and ${other.id} has no such stop; it has ${stops.join(', ')}`);
    return { text, migration: other.id, reached: stops.slice(from) };
  };

  const circle = findCircle(byGroup);
  if (circle) throw invalid(`these wait for each other: ${circle.join(' after ')}`);
  return files.map(({ migration, after }) => (after.length === 0 ? migration : Object.freeze({ ...migration, after: Object.freeze(after.map((text) => resolve(text, migration))) })));
}

/** Groups of which each comes after the next, the first one again at the end; `undefined` where there is no such circle. */
function findCircle(byGroup: ReadonlyMap<string, Ordered>): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (group: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(group)) return [...path.slice(path.indexOf(group)), group];
    if (done.has(group)) return undefined;
    for (const text of byGroup.get(group)?.after ?? []) {
      const circle = walk(text.split('@')[0] ?? '', [...path, group]);
      if (circle) return circle;
    }
    done.add(group);
    return undefined;
  };
  for (const group of byGroup.keys()) {
    const circle = walk(group, []);
    if (circle) return circle;
  }
  return undefined;
}
