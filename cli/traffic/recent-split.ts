import type { Mark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Engine } from '../../migrations/engine/engine.ts';
import { splitOf, type TrafficSplit } from './traffic-split.ts';

/** Who answered within the last `windowMs`, asked again and again; `undefined` the first time. Reads only. */
export function recentSplits(engine: Engine, migration: Migration, windowMs: number): () => Promise<TrafficSplit | undefined> {
  const { stats, clock } = engine.ports;
  const marks: Mark[] = [];
  return async () => {
    marks.push(await stats.mark(migration.group.name));
    while (marks.length > 1 && (marks[1]?.at ?? 0) <= clock.now() - windowMs) marks.shift();
    const since = marks[0];
    return since && marks.length > 1 ? splitOf(await stats.since(migration.group.name, since)) : undefined;
  };
}
