import { desiredAt } from '../../domain/desired-state.ts';
import { gatesOf, type Stop } from '../../domain/stop.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Migration } from '../../domain/migration.ts';
import type { Change } from './change.ts';
import type { Engine } from './engine.ts';
import { observe, type Observed } from './observe.ts';
import { planChanges } from './plan.ts';
import { readPosition, type Position } from './position.ts';

/** A migration's position and the world, read together. Nothing is changed by reading. */
export interface Survey {
  readonly position: Position;
  readonly observed: Observed;
  /** What makes the world as the position desires it; empty where nothing differs. */
  readonly plan: readonly Change[];
}

export async function survey(engine: Engine, migration: Migration): Promise<Survey> {
  const position = readPosition(migration, await engine.ports.journal.read(migration.id));
  const observed = await observe(engine.ports, migration);
  return { position, observed, plan: planFor(engine, migration, position.stop, observed) };
}

/** The changes from the world as observed to the one that `stop` desires. */
export function planFor(engine: Engine, migration: Migration, stop: Stop, observed: Observed): readonly Change[] {
  return planChanges(migration, desiredAt(migration, stop), observed, engine.context);
}

/** What the gates of the stop say, and what they were asked about; no evidence where there are none. */
export async function readGates(engine: Engine, migration: Migration, { position, observed }: Survey): Promise<{ verdicts: readonly GateVerdict[]; evidence: Evidence | undefined }> {
  const gates = gatesOf(migration, position.stop);
  if (gates.length === 0) return { verdicts: [], evidence: undefined };
  const targets = observed.targetGroup === 'absent' ? { healthy: 0, total: 0 } : observed.targetGroup;
  const { rule, flags } = desiredAt(migration, position.stop);
  const counted = await engine.ports.stats.since(migration.group.name, position.mark);
  const evidence: Evidence = {
    ...counted,
    settledAt: position.settledAt ?? counted.now,
    targets: { healthy: targets.healthy, total: targets.total },
    directShare: rule === 'none' ? 0 : rule.candidate,
    cohortShare: flags === 'none' || !flags.on ? 0 : flags.cohortPercent,
    approval: position.approval,
  };
  return { verdicts: await engine.askGates(gates, evidence), evidence };
}

/** Whether somebody switched the group's flag off, which means: back to legacy. */
export function flagSwitchedOff(migration: Migration, { position, observed }: Survey): boolean {
  const { flags } = desiredAt(migration, position.stop);
  return flags !== 'none' && flags.on && position.flagWasOn && (observed.flags === 'none' || !observed.flags.on);
}
