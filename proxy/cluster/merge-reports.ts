import { NOTHING_COUNTED, sumGroupCounters } from '../../domain/counters.ts';
import { mergeDifferenceGroups } from '../../domain/difference.ts';
import type { GroupReport, ProxyReport } from '../../domain/proxy-report.ts';

/** As many as one process keeps. */
const MOST_DIFFERENCES = 500;
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
  const differences = mergeDifferenceGroups(parts.flatMap((part) => part.differences)).slice(0, MOST_DIFFERENCES);
  return { ...NOTHING_COUNTED, ...sumGroupCounters(parts), differences };
}
