import { NOTHING_COUNTED, sumGroupCounters } from '../../domain/counters.ts';
import { limitDifferences, mergeDifferences } from '../../domain/merge-differences.ts';
import { mergeLegacyCallers } from '../../domain/legacy-callers.ts';
import { mergeNoise } from '../../domain/noise.ts';
import type { GroupReport, ProxyReport } from '../../domain/proxy-report.ts';
import { DIFFERENCE_LIMITS } from '../../shadow/index.ts';

const FRESHNESS = ['unknown', 'stale', 'fresh'] as const;

/** Several processes' reports as one proxy's: what was counted is added up, and the flags are as well known as to the process that knows least of them. */
export function mergeReports(reports: readonly ProxyReport[], { proxy, startedAt }: Pick<ProxyReport, 'proxy' | 'startedAt'>): ProxyReport {
  const least = Math.min(...reports.map(({ flags }) => FRESHNESS.indexOf(flags)));
  const names = new Set(reports.flatMap(({ groups }) => Object.keys(groups)));
  return {
    proxy,
    startedAt,
    flags: FRESHNESS[least] ?? 'unknown',
    groups: Object.fromEntries([...names].map((name) => [name, mergeGroup(reports.flatMap(({ groups }) => (Object.hasOwn(groups, name) ? (groups[name] ?? []) : [])))])),
  };
}

function mergeGroup(parts: readonly GroupReport[]): GroupReport {
  // As much as one process keeps.
  return { ...NOTHING_COUNTED, ...sumGroupCounters(parts), ...limitDifferences(mergeDifferences(parts), DIFFERENCE_LIMITS), noise: mergeNoise(parts.map(({ noise }) => noise)), legacyCallers: mergeLegacyCallers(parts.map(({ legacyCallers }) => legacyCallers)) };
}
