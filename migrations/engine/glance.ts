import { nextStop } from '../../domain/stop.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Engine } from './engine.ts';
import { keyOfVerdicts } from './position.ts';
import { isNewRevision } from './record-revision.ts';
import { flagSwitchedOff, readGates, type Survey } from './survey.ts';
import { inWords } from './tick.ts';
import type { Tick } from './tick-result.ts';

/**
 * What a tick would do, from readings that are shared and in part a few rounds old: nothing, and what of it there is to say, or `act`. Nothing is
 * decided on it: whoever acts reads everything again. While something is being brought about, every tick acts.
 */
export async function glance(engine: Engine, migration: Migration, seen: Survey): Promise<Extract<Tick, { kind: 'held' | 'finished' }> | 'act'> {
  const { stop, settledAt, lastVerdicts } = seen.position;
  if (settledAt === undefined || seen.plan.length > 0 || isNewRevision(seen) || flagSwitchedOff(migration, seen)) return 'act';
  if (!nextStop(migration, stop)) return { kind: 'finished', stop };
  const { verdicts } = await readGates(engine, migration, seen);
  const held = verdicts.filter(({ state }) => state === 'held');
  const isNews = verdicts.some(({ state }) => state === 'failed') || held.length === 0 || keyOfVerdicts(verdicts) !== lastVerdicts;
  return isNews ? 'act' : { kind: 'held', stop, because: held.map(inWords).join('; '), verdicts };
}
