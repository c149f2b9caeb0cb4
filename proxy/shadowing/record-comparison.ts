import type { Comparison } from '../../shadow/index.ts';
import type { ComparisonContext } from './comparison-context.ts';

/** Counts what came of a comparison. */
export function recordComparison(comparison: Comparison, context: ComparisonContext): void {
  const { group } = context;
  const { noise } = comparison;
  if (context.kind === 'probe') {
    const { route, at, differences } = context.mismatch;
    if (noise) group.noise.add(route, at, noise, differences);
    return;
  }
  const { session, failed, probe } = context;
  if (noise) group.noise.add(comparison.route, comparison.at, noise);
  if (comparison.equal) probe?.drop();
  else probe?.run(comparison);
  group.tally.compared(session, { outcome: comparison.equal ? 'equal' : failed ? 'failed' : 'differing', legacyStatus: comparison.legacyStatus, candidateStatus: comparison.candidateStatus });
  group.differences.add(comparison);
}
