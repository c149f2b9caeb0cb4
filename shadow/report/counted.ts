import type { DifferenceGroup } from '../../domain/difference.ts';
import type { ReadNow } from './report.ts';
import { formatCount, formatPart, formatPercent } from './wording.ts';

/** `214 of 10,532 answers (2.03 %) differ, 12 of them because the candidate gave none` */
export function describeComparisons({ comparisons: { compared, differing, failed } }: Pick<ReadNow, 'comparisons'>): string {
  if (compared === 0) return 'nothing yet';
  return `${formatPart(differing, compared)} differ${failed > 0 ? `, ${formatCount(failed)} of them because the candidate gave none` : ''}`;
}

/** What was not compared, by reason, and what speaks for whom. */
export function describeDrops({ comparisons: { dropped }, coverage, proxies: { answered, expected } }: Pick<ReadNow, 'comparisons' | 'coverage' | 'proxies'>): readonly string[] {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a);
  return [
    ...(reasons.length > 0 ? [`not compared: ${reasons.map(([reason, count]) => `${reason} ${formatCount(count)}`).join(', ')}`] : []),
    ...(coverage !== null && coverage < 1 ? [`${formatPercent(coverage)} of the copies wanted were compared`] : []),
    ...(answered < expected ? [`only ${answered} of ${expected} proxies answered: what the others know is missing here`] : []),
  ];
}

/** `GET /api/products/:id, 200 against 500`; statuses that are equal once. */
export function describeGroup({ route, legacyStatus, candidateStatus }: Pick<DifferenceGroup, 'route' | 'legacyStatus' | 'candidateStatus'>): string {
  if (candidateStatus === null) return `${route}, ${legacyStatus} against no answer`;
  return legacyStatus === candidateStatus ? `${route}, ${legacyStatus}` : `${route}, ${legacyStatus} against ${candidateStatus}`;
}

