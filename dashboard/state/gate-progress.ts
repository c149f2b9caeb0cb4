import { formatDuration } from '../../domain/duration.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { formatCount, formatOdds } from '../../migrations/gates/wording.ts';

/** How far a gate has come towards opening. */
export interface GateProgress {
  /** From 0 to 1. */
  readonly share: number;
  /** `2.6 s of 4 s` */
  readonly words: string;
}

/** By a verdict's own numbers; `null` where they tell no way to go, where it has failed, and of checks, whose numbers are their own. Pure. */
export function gateProgress({ gate, state, evidence }: GateVerdict): GateProgress | null {
  if (state === 'failed' || gate.startsWith('check:')) return null;
  for (const [done, asked, share, words] of WAYS) {
    const [have, need] = [evidence[done], evidence[asked]];
    if (typeof have !== 'number' || typeof need !== 'number') continue;
    const reached = share(have, need);
    return Number.isFinite(reached) ? { share: Math.min(1, Math.max(0, reached)), words: words(have, need) } : null;
  }
  return null;
}

type Way = readonly [done: string, asked: string, share: (have: number, need: number) => number, words: (have: number, need: number) => string];

const partly = (have: number, need: number) => (need === 0 ? 1 : have / need);
const counted = (what: string) => (have: number, need: number) => `${formatCount(have)} of ${formatCount(need)} ${what}`;

const WAYS: readonly Way[] = [
  ['passedMs', 'neededMs', partly, (have, need) => `${formatDuration(have)} of ${formatDuration(need)}`],
  // Each like observation multiplies the odds: by their logarithm the way is as long as it takes.
  ['odds', 'oddsAsked', (have, need) => Math.log(have) / Math.log(need), (have, need) => `odds of ${formatOdds(Math.log(have))}, ${formatOdds(Math.log(need))} asked`],
  ['copied', 'total', partly, counted('rows')],
  ['healthy', 'atLeast', partly, counted('targets')],
];
