import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { coverageOf, nothingCompared, poorCoverage } from './coverage.ts';
import { doubtAbout } from './doubt.ts';
import { flawOf, held, judge, natsFor, NONSENSE } from './judge.ts';
import { upperBound } from './statistics/confidence.ts';
import { logPairedNotWorse, logPairedWorse } from './statistics/paired.ts';
import { pairedTallyOf } from './statistics/tally.ts';
import { formatBound, formatCeilingPoints, formatCount, formatPoints } from './wording.ts';

/** Whether the candidate's copies fail where legacy's own requests do not, less those the other way round, in less than a margin of the sessions. */
export function comparePairs(gate: Gate & { readonly kind: 'error-rate' }, evidence: Evidence): Verdict {
  const { margin, confidence } = gate;
  const { comparisons } = evidence;
  const flaw = flawOf(margin, confidence);
  if (flaw) return held(flaw);
  const tally = pairedTallyOf(comparisons.sessions, comparisons.sessionFailures);
  const coverage = coverageOf(comparisons);
  if (!tally || coverage === undefined) return held(NONSENSE);

  const { candidateOnly, legacyOnly, n } = tally;
  const { compared, sessionFailures } = comparisons;
  const numbers = { sessions: n, compared, candidateOnly, legacyOnly, both: sessionFailures.both, coverage, margin };
  const nothing = nothingCompared(comparisons, coverage);
  if (nothing !== undefined) return held(nothing, numbers);

  const asked = natsFor(confidence);
  const differenceAtMost = upperBound((by) => (by < 1 ? logPairedNotWorse(tally, by) : Infinity), asked);
  return judge({
    seen: `of ${formatCount(n)} copied sessions, ${formatCount(candidateOnly)} failed on the candidate only, ${formatCount(legacyOnly)} on legacy only, ${formatCount(sessionFailures.both)} on both`,
    bound: differenceAtMost < 1 ? formatBound(`${formatCeilingPoints(differenceAtMost)} above legacy`, confidence) : undefined,
    good: { words: `less than ${formatPoints(margin)} above legacy`, nats: logPairedNotWorse(tally, margin) },
    bad: { words: 'above legacy', nats: logPairedWorse(tally, 0) },
    confidence,
    doubt: doubtAbout(gate, evidence) ?? poorCoverage(comparisons, coverage),
    evidence: { ...numbers, differenceAtMost },
  });
}
