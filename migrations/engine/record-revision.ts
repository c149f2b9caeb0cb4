import { bareMark } from '../../domain/mark.ts';
import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import { describeChange } from './change.ts';
import type { Engine } from './engine.ts';
import { hasFallen, wantedFingerprint } from './revisions.ts';
import type { Survey } from './survey.ts';
import { record } from './record.ts';
import type { Tick } from './tick-result.ts';

/** Whether the rollout of the file's revision has failed, and another is to take its place; not yet written down. */
export function hasFailed(migration: Migration, { plan, position }: Survey): boolean {
  return !hasFallen(migration, position.revisions) && plan.some(({ kind }) => kind === 'restore-revision');
}

/** Writes down that the file's revision did not come up. Before anything is done about it: else the next tick would try it again. */
export async function giveUpRevision(engine: Engine, migration: Migration, { position: { stop, length }, plan }: Survey, why: string): Promise<Tick> {
  const { image } = migration.candidate;
  await record(engine, migration, length, why, { kind: 'fell', stop: stopName(stop), fingerprint: wantedFingerprint(migration), image });
  return { kind: 'changed', stop, drift: [], changes: [`revision ${image}: did not come up`], left: plan.map(describeChange) };
}

/** Whether the service runs another revision than the one that was last seen healthy. */
export function isNewRevision({ position, observed: { service } }: { readonly position: Pick<Survey['position'], 'revisions'>; readonly observed: Pick<Survey['observed'], 'service'> }): boolean {
  return service !== 'absent' && service.fingerprint !== position.revisions.stood?.fingerprint;
}

/** Writes down a revision that is seen healthy for the first time. Evidence is counted from there: what came before was another candidate's. */
export async function recordRevision(engine: Engine, migration: Migration, { position, observed: { service } }: Survey, why: string): Promise<boolean> {
  const { stop, settledAt } = position;
  if (service === 'absent' || !isNewRevision({ position, observed: { service } })) return false;
  const { stats, clock } = engine.ports;
  const { image, health } = migration.candidate;
  // At deploy there are no callers to count, and perhaps no proxy that knows the group.
  const mark = stop.kind === 'deploy' ? bareMark(clock.now()) : await stats.mark(migration.group.name);
  const index = position.length + (settledAt === undefined ? 1 : 0);
  await record(engine, migration, index, why, { kind: 'stood', stop: stopName(stop), revision: { revision: service.revision, fingerprint: service.fingerprint, image, health }, mark });
  return true;
}
