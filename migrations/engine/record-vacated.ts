import type { Migration } from '../../domain/migration.ts';
import { stopName } from '../../domain/stop.ts';
import { describeChange } from './change.ts';
import type { Engine } from './engine.ts';
import { record } from './record.ts';
import { candidateShare } from './rules.ts';
import type { Survey } from './survey.ts';
import type { Tick } from './tick-result.ts';

/** Whether the load balancer has let go of the candidate after a roll-back; not yet written down. */
export function isVacated(migration: Migration, { position, observed }: Survey): boolean {
  return position.revisions.renewal.kind === 'due' && candidateShare(observed.groupRules, migration.group.name) === 0;
}

/** Writes down whose tasks are to be renewed. Before they are: a crash after it neither forgets the renewal nor asks for it twice. */
export async function recordVacated(engine: Engine, migration: Migration, { position: { stop, length }, observed: { service }, plan }: Survey, why: string): Promise<Tick> {
  const deployment = service === 'absent' ? 'none' : service.deployment;
  await record(engine, migration, length, why, { kind: 'vacated', stop: stopName(stop), deployment });
  return { kind: 'changed', stop, drift: [], changes: [`load balancer: sends nobody to ${migration.candidate.service} any more`], left: plan.map(describeChange) };
}
