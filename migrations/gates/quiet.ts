import type { Evidence } from '../../domain/evidence.ts';
import type { Gate, Verdict } from '../../domain/gate.ts';
import { askElapsed } from './elapsed.ts';
import { held } from './judge.ts';
import { missingProxies } from './missing-proxies.ts';

/** Whether legacy has answered no request of the group for long enough. Time before this stop does not count: its rule was another. */
export function askQuiet(gate: Gate & { readonly kind: 'quiet' }, evidence: Evidence): Verdict {
  const { lastLegacyAt, settledAt, now } = evidence;
  const verdict = askElapsed('without a request on legacy', gate.ms, Math.max(lastLegacyAt ?? settledAt, settledAt), now);
  const missing = missingProxies(evidence);
  if (missing !== undefined) return held(`${missing}; so far ${verdict.because}`, verdict.evidence);
  if (verdict.state !== 'held' || lastLegacyAt === null || !isTime(lastLegacyAt)) return verdict;
  return held(`${verdict.because}; legacy last answered at ${new Date(lastLegacyAt).toISOString()}${named(evidence)}`, verdict.evidence);
}

/** Who still comes, of those since the stop was reached. */
function named({ legacyCallers = [], settledAt }: Evidence): string {
  const here = legacyCallers.filter(({ at }) => at >= settledAt);
  return here.length === 0 ? '' : `: ${here.map(({ route, who }) => `${route} for ${who}`).join(', ')}`;
}

/** Whether the number can be written as a date. */
function isTime(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}
