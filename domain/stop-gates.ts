import type { Gate } from './gate.ts';
import type { Migration, Step } from './migration.ts';
import { nextStop, type Stop } from './stop.ts';
import { watchesAt } from './watches.ts';

/** The gates asked before leaving a stop. What the shadow has shown is watched on; before the ownership of writes moves, both stores must be equal and close; before retiring, the legacy path must have been quiet. */
export function gatesOf(migration: Migration, stop: Stop): readonly Gate[] {
  const step = migration.steps.find((each) => each.kind === stop.kind);
  const own: Gate[] = step && 'soakMs' in step && step.soakMs > 0 ? [{ kind: 'soak', ms: step.soakMs }] : [];
  if (step) own.push(...dataGates(step, migration));
  if (step && 'gates' in step) own.push(...step.gates);
  own.push(...watchesAt(migration.steps, stop));
  return [...own, ...gatesBefore(migration, nextStop(migration, stop), own)];
}

function dataGates(step: Step, { steps }: Migration): readonly Gate[] {
  switch (step.kind) {
    case 'sync':
      return [{ kind: 'lag', belowMs: step.lagBelowMs }];
    case 'backfill':
      return [{ kind: 'backfilled', quarantineAtMost: step.quarantineAtMost }, { kind: 'lag', belowMs: lagBelow(steps, 'sync') }];
    case 'verify-data':
      return [{ kind: 'data-verified' }];
    case 'cutover':
      return [{ kind: 'lag', belowMs: step.lagBelowMs }];
    case 'reverse':
      return [{ kind: 'data-verified' }, { kind: 'lag', belowMs: lagBelow(steps, 'cutover') }];
    case 'front':
    case 'shadow':
    case 'cohort':
    case 'weight':
    case 'retire':
      return [];
  }
}

/** What the stop that comes next asks of the one before it, where that does not ask it by itself. */
function gatesBefore({ steps }: Migration, next: Stop | undefined, own: readonly Gate[]): readonly Gate[] {
  const retire = next?.kind === 'retire' ? steps.find((each) => each.kind === 'retire') : undefined;
  if (retire) return [{ kind: 'quiet', ms: retire.quietMs }];
  if (next?.kind !== 'cutover') return [];
  const quarantineAtMost = steps.find((each) => each.kind === 'backfill')?.quarantineAtMost ?? 0;
  const asked: Gate[] = [{ kind: 'backfilled', quarantineAtMost }, { kind: 'data-verified' }, { kind: 'lag', belowMs: lagBelow(steps, 'cutover') }];
  return asked.filter(({ kind }) => !own.some((each) => each.kind === kind));
}

function lagBelow(steps: readonly Step[], kind: 'sync' | 'cutover'): number {
  return steps.flatMap((each) => (each.kind === kind && 'lagBelowMs' in each ? each.lagBelowMs : []))[0] ?? 0;
}
