import type { ObservedData } from '../../domain/data-movement.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { holdOf, positionOf, type JournalEntry } from '../../domain/journal-entry.ts';
import type { Migration } from '../../domain/migration.ts';
import { findStop, nextStop, type Stop } from '../../domain/stop.ts';

/** What a person does to a migration. */
export type Act = 'approve' | 'hold' | 'resume' | 'rollback';

/** What is known of a migration as it is asked what can be done. */
export interface Known {
  /** `undefined`: its journal cannot be read. */
  readonly entries: readonly JournalEntry[] | undefined;
  /** `unknown`: the world cannot be read. */
  readonly data: ObservedData | 'absent' | 'unknown';
  readonly verdicts: readonly GateVerdict[];
}

/** What a person can do now, and the engine does not refuse. Pure. Where nobody knows where it stands, the way back is open, and no other. */
export function actsOn(migration: Migration, { entries, data, verdicts }: Known): readonly Act[] {
  if (!entries) return ['rollback'];
  const stop = findStop(migration, positionOf(entries));
  const acts: Readonly<Record<Act, boolean>> = {
    approve: verdicts.some(({ gate, state }) => gate === 'approval' && state === 'held'),
    resume: stop !== undefined && holdOf(entries) !== undefined,
    hold: stop !== undefined && !holdOf(entries) && canBeHeld(migration, stop),
    rollback: hasCallers(positionOf(entries)) && !losesWrites(data),
  };
  return (['approve', 'resume', 'hold', 'rollback'] as const).filter((act) => acts[act]);
}

/** Nothing is left to keep a migration from at its last stop. */
export function canBeHeld(migration: Migration, stop: Stop): boolean {
  return nextStop(migration, stop) !== undefined;
}

/** Whether legacy's store would lack what the candidate has written. */
export function losesWrites(data: Known['data']): data is ObservedData {
  return data !== 'absent' && data !== 'unknown' && data.flow === 'ended';
}

/** At `deploy` the candidate has no callers to take back. */
function hasCallers(stop: string): boolean {
  return stop !== 'start' && stop !== 'deploy';
}
