import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { coverageOf, nothingCompared, poorCoverage } from './coverage.ts';
import { doubtAbout } from './doubt.ts';
import { flawOf, held, judge, natsFor, NONSENSE } from './judge.ts';
import { lowerBound, upperBound } from './statistics/confidence.ts';
import { goodOutcomesNeeded, logAbove, logBelow } from './statistics/one-arm.ts';
import { tallyOf } from './statistics/tally.ts';
import { withoutNoise } from './unmasked-noise.ts';
import { formatCount, formatCeiling, formatPercent, formatShare, formatBound } from './wording.ts';

/** Whether the candidate's answers differ from legacy's in fewer than so many of the sessions. A shadow that failed counts as differing. */
export function askParity(gate: Gate & { readonly kind: 'parity' }, evidence: Evidence): Verdict {
  const { mismatchBelow: bound, confidence } = gate;
  const { comparisons } = evidence;
  const flaw = flawOf(bound, confidence);
  if (flaw) return held(flaw);
  const tally = tallyOf(comparisons.sessions, comparisons.sessionDiffering);
  const coverage = coverageOf(comparisons);
  if (!tally || coverage === undefined) return held(NONSENSE);

  const { compared, differing, failed, sessions } = comparisons;
  const numbers = { sessions, sessionDiffering: tally.sum, compared, differing, failed, coverage };
  const nothing = nothingCompared(comparisons, coverage);
  if (nothing !== undefined) return held(nothing, numbers);

  const asked = natsFor(confidence);
  const atMost = upperBound((rate) => logBelow(tally, rate), asked);
  const more = goodOutcomesNeeded(tally, bound, asked);
  const verdict = judge({
    seen: `${formatShare(tally.sum, tally.n, 'sessions')} differ`,
    bound: formatBound(formatCeiling(atMost), confidence),
    good: { words: `below ${formatPercent(bound)}`, nats: logBelow(tally, bound) },
    bad: { words: `above ${formatPercent(bound)}`, nats: logAbove(tally, bound) },
    confidence,
    doubt: doubtAbout(gate, evidence) ?? poorCoverage(comparisons, coverage),
    outlook: more === null ? 'no number of sessions is likely to show it' : `at least ${formatCount(more)} more without a difference`,
    evidence: { ...numbers, atMost, atLeast: lowerBound((rate) => logAbove(tally, rate), asked) },
  });
  return withoutNoise(verdict, evidence.noise);
}
