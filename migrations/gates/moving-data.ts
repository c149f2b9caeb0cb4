import type { ObservedData } from '../../domain/data-movement.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Verdict } from '../../domain/gate.ts';
import { held, NONSENSE } from './judge.ts';

/** Asks about data that moves, where there is any and nothing is wrong with it: numbers of a mover in trouble are no evidence. */
export function askMovingData({ data }: Evidence, ask: (data: ObservedData) => Verdict): Verdict {
  if (data === 'absent') return held('no evidence: nothing of the data’s movement is in the stores');
  const wrong = [...data.problems, ...data.missing];
  if (wrong.length > 0) return held(wrong.join('; '));
  const { backfill, lag, verification } = data;
  const numbers = [backfill.copied, backfill.total, backfill.quarantined, lag.changes, lag.ms, verification.checked, verification.differing];
  return numbers.every((n) => Number.isFinite(n) && n >= 0) ? ask(data) : held(NONSENSE);
}
