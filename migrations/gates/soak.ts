import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { askElapsed } from './elapsed.ts';

/** Whether the world has been as the stop desires it for long enough: waiting for the candidate to get healthy is no soak. */
export function askSoak(gate: Gate & { readonly kind: 'soak' }, { settledAt, now }: Evidence): Verdict {
  return askElapsed('at this stop', gate.ms, settledAt, now);
}
