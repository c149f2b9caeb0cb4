import type { Comparisons, DropReason } from '../../domain/counters.ts';
import { tallyOf } from './statistics/tally.ts';
import { formatCount, formatPercent } from './wording.ts';

/** Copies that were dropped may be the ones that differ: with more than 5 % of them missing, those that were compared do not speak for all. */
const LEAST_COVERAGE = 0.95;

/** Share of the copies wanted that were compared; `undefined` of counters that make no sense. A migration that does not copy unsafe methods has decided so: they are not missing. */
export function coverageOf({ compared, differing, failed, dropped }: Comparisons): number | undefined {
  const counts = [compared, differing, failed, ...Object.values(dropped)];
  if (!counts.every((count) => tallyOf(count, 0))) return undefined;
  const missing = droppedByReason(dropped).reduce((sum, [, count]) => sum + count, 0);
  return compared + missing === 0 ? 1 : compared / (compared + missing);
}

/** Why what was compared does not speak for all, or `undefined` where it does. */
export function poorCoverage({ dropped }: Comparisons, coverage: number): string | undefined {
  if (coverage >= LEAST_COVERAGE) return undefined;
  const reasons = droppedByReason(dropped).map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return `only ${formatPercent(coverage)} of the copies were compared, ${formatPercent(LEAST_COVERAGE)} are needed (dropped: ${reasons.join(', ')})`;
}

/** Why there is nothing to judge yet, or `undefined` where there is. */
export function nothingCompared({ compared, sessions }: Comparisons, coverage: number): string | undefined {
  if (compared === 0) return coverage < 1 ? 'no evidence: every copy was dropped' : 'no evidence: nothing has been compared yet';
  return sessions === 0 ? `no evidence: ${formatCount(compared)} answers compared, but no session has ended yet` : undefined;
}

/** Not gaps in what was compared: nothing was to be. */
const NOTHING_TO_COMPARE: ReadonlySet<string> = new Set<DropReason>(['unsafe-method', 'denied', 'not-accepted', 'settling', 'not-modified']);

function droppedByReason(dropped: Comparisons['dropped']): readonly (readonly [string, number])[] {
  return Object.entries(dropped)
    .filter(([reason, count]) => !NOTHING_TO_COMPARE.has(reason) && count > 0)
    .toSorted(([, a], [, b]) => b - a);
}
