import type { Comparisons, DropReason } from '../../domain/counters.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { flawOf, held, judge, natsFor, NONSENSE } from './judge.ts';
import { missingProxies } from './missing-proxies.ts';
import { goodOutcomesNeeded, logAbove, logBelow } from './statistics/one-arm.ts';
import { tallyOf } from './statistics/tally.ts';
import { formatCount, formatPercent, formatShare } from './wording.ts';

/** Copies that were dropped may be the ones that differ: with more than 5 % of them missing, those that were compared do not speak for all. */
const LEAST_COVERAGE = 0.95;

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
  if (compared === 0) return held(coverage < 1 ? 'no evidence: every copy was dropped' : 'no evidence: nothing has been compared yet', numbers);
  if (tally.n === 0) return held(`no evidence: ${formatCount(compared)} answers compared, but no session has ended yet`, numbers);

  const good = { words: `below ${formatPercent(bound)}`, nats: logBelow(tally, bound) };
  const more = goodOutcomesNeeded(tally, bound, natsFor(confidence));
  return judge({
    seen: `${formatShare(tally.sum, tally.n, 'sessions')} differ`,
    good,
    bad: { words: `above ${formatPercent(bound)}`, nats: logAbove(tally, bound) },
    confidence,
    doubt: missingProxies(evidence) ?? poorCoverage(comparisons, coverage),
    outlook: more === null ? 'no number of sessions is likely to show it' : `at least ${formatCount(more)} more without a difference`,
    evidence: { ...numbers, sessionsNeeded: more },
  });
}

/** Share of the copies wanted that were compared; `undefined` of counters that make no sense. A migration that does not copy unsafe methods has decided so: they are not missing. */
function coverageOf({ compared, differing, failed, dropped }: Comparisons): number | undefined {
  const counts = [compared, differing, failed, ...Object.values(dropped)];
  if (!counts.every((count) => tallyOf(count, 0))) return undefined;
  const missing = droppedByReason(dropped).reduce((sum, [, count]) => sum + count, 0);
  return compared + missing === 0 ? 1 : compared / (compared + missing);
}

function poorCoverage({ dropped }: Comparisons, coverage: number): string | undefined {
  if (coverage >= LEAST_COVERAGE) return undefined;
  const reasons = droppedByReason(dropped).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return `only ${formatPercent(coverage)} of the copies were compared, ${formatPercent(LEAST_COVERAGE)} are needed (dropped: ${reasons.join(', ')})`;
}

/** Not gaps in what was compared: nothing was to be. */
const NOTHING_TO_COMPARE: ReadonlySet<string> = new Set<DropReason>(['unsafe-method', 'not-modified']);

function droppedByReason(dropped: Comparisons['dropped']): readonly (readonly [string, number])[] {
  return Object.entries(dropped)
    .filter(([reason, count]) => !NOTHING_TO_COMPARE.has(reason) && count > 0)
    .toSorted(([, a], [, b]) => b - a);
}
