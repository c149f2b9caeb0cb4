import { formatDuration } from '../../domain/duration.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { timeLeft } from '../../domain/time-left.ts';
import { held } from './judge.ts';
import { askMovingData } from './moving-data.ts';
import { formatCount, formatShare } from './wording.ts';

/** Whether every row that was there before is copied, and no more of them than was said stand in quarantine. */
export function askBackfilled({ quarantineAtMost }: Gate & { readonly kind: 'backfilled' }, evidence: Evidence): Verdict {
  return askMovingData(evidence, ({ backfill }) => {
    const { copied, total, perSecond, quarantined, done } = backfill;
    const numbers = { copied, total, perSecond, quarantined, quarantineAtMost };
    const quarantine = `${formatCount(quarantined)} in quarantine, at most ${formatCount(quarantineAtMost)} accepted`;
    if (!done) {
      const left = timeLeft(backfill);
      return held(`${total > 0 ? formatShare(copied, total, 'rows') : `${formatCount(copied)} rows`} copied, ${formatCount(perSecond)} a second${left === undefined ? '' : `, ${formatDuration(left)} left`}; ${quarantine}`, numbers);
    }
    const seen = `all ${formatCount(copied)} rows copied; ${quarantine}`;
    return quarantined <= quarantineAtMost ? { state: 'open', because: seen, evidence: numbers } : held(seen, numbers);
  });
}
