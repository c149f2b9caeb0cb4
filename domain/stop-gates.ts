import type { Gate } from './gate.ts';
import type { Migration } from './migration.ts';
import { nextStop, type Stop } from './stop.ts';
import { watchesAt } from './watches.ts';

/** The gates asked before leaving a stop. What the shadow has shown is watched on; before retiring, the legacy path must have been quiet. */
export function gatesOf(migration: Migration, stop: Stop): readonly Gate[] {
  const step = migration.steps.find((each) => each.kind === stop.kind);
  const own: Gate[] = step && 'soakMs' in step && step.soakMs > 0 ? [{ kind: 'soak', ms: step.soakMs }] : [];
  if (step && 'gates' in step) own.push(...step.gates);
  own.push(...watchesAt(migration.steps, stop));
  const next = nextStop(migration, stop);
  const retire = next?.kind === 'retire' ? migration.steps.find((each) => each.kind === 'retire') : undefined;
  return retire ? [...own, { kind: 'quiet', ms: retire.quietMs }] : own;
}
