import type { Comparison } from './comparison.ts';
import { describeDifference } from './describe-difference.ts';

/** So many lines for one answer tell enough; the first of every field comes before the second of any. */
const MOST = 12;

/** How two answers differ, for the developer who caused it: the request, and a line for each difference. */
export function parityReport({ request, differences }: Comparison): string {
  const first = [...Map.groupBy(differences, ({ path, kind }) => `${kind} ${path}`).values()].flatMap(([each]) => each ?? []);
  const lines = [...new Set([...first, ...differences].map(describeDifference))].slice(0, MOST);
  const more = differences.length - lines.length;
  return [request, ...lines.map((line) => `  ${line}`), ...(more > 0 ? [`  and ${more} more like these`] : [])].join('\n');
}
