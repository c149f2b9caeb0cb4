import type { BackfillProgress } from './data-movement.ts';

/** Milliseconds until a backfill is done at its present rate; `undefined` where that cannot be told. */
export function timeLeft({ copied, total, perSecond, done }: BackfillProgress): number | undefined {
  if (done) return 0;
  return perSecond > 0 && total >= copied ? ((total - copied) / perSecond) * 1_000 : undefined;
}
