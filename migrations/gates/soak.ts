import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { askElapsed } from './elapsed.ts';

/** Whether the migration has stood at the stop long enough. */
export function askSoak(gate: Gate & { readonly kind: 'soak' }, { since, now }: Evidence): Verdict {
  return askElapsed('at this stop', gate.ms, since, now);
}
