import type { Differences, DifferencesByProxy } from '../../domain/difference.ts';
import type { ProxyReport } from '../../domain/proxy-report.ts';

/** Remembers how answers differed on proxies that are gone: a proxy takes its record with it when it is restarted or replaced. */
export interface DifferenceMemory {
  /** What is known of the group by now, of every proxy that was ever read. */
  look(group: string, reports: readonly ProxyReport[]): DifferencesByProxy;
}

/** Beyond these, proxies read longest ago are forgotten. */
const MAX_PROXIES = 100;

export function createDifferenceMemory(): DifferenceMemory {
  const known = new Map<string, Map<string, Differences>>();
  return {
    look(group, reports) {
      const byProxy = known.get(group) ?? new Map<string, Differences>();
      known.set(group, byProxy);
      for (const { proxy, groups } of reports) {
        const found = Object.hasOwn(groups, group) ? groups[group] : undefined;
        if (!found || found.routes.length + found.differences.length === 0) continue;
        byProxy.delete(proxy);
        byProxy.set(proxy, { routes: found.routes, differences: found.differences });
      }
      for (const proxy of [...byProxy.keys()].slice(0, Math.max(0, byProxy.size - MAX_PROXIES))) byProxy.delete(proxy);
      return Object.fromEntries(byProxy);
    },
  };
}
