import { formatDuration } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { held } from './judge.ts';
import { askMovingData } from './moving-data.ts';
import { formatCount } from './wording.ts';

/** Whether changes reach the other store soon enough. */
export function askLag({ belowMs }: Gate & { readonly kind: 'lag' }, evidence: Evidence): Verdict {
  return askMovingData(evidence, ({ flow, lag: { changes, ms } }) => {
    const numbers = { changes, lagMs: ms, belowMs };
    if (flow !== 'forward' && flow !== 'reverse') return held('no evidence: no changes flow', numbers);
    const seen = `${formatCount(changes)} ${changes === 1 ? 'change is' : 'changes are'} on the way to the ${flow === 'forward' ? 'candidate' : 'legacy'}, the oldest for ${formatDuration(ms)}, below ${formatDuration(belowMs)} needed`;
    return ms < belowMs ? { state: 'open', because: seen, evidence: numbers } : held(seen, numbers);
  });
}
