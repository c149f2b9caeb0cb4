import { NO_CALLERS, NOTHING_COMPARED, NOTHING_SERVED } from '../../domain/counters.ts';
import type { DifferenceGroup } from '../../domain/difference.ts';
import type { Counted } from '../../domain/evidence.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import type { TrafficStats } from '../../migrations/ports/traffic-stats.ts';

/** Traffic as a test says it was: nothing at all until it says something. */
export interface FakeTrafficStats extends TrafficStats {
  /** What was counted since whatever mark is asked for. */
  setCounted(group: string, evidence: Partial<Counted>): void;
  setDifferences(group: string, differences: readonly DifferenceGroup[]): void;
}

export function createFakeTrafficStats(clock: Clock): FakeTrafficStats {
  const evidence = new Map<string, Partial<Counted>>();
  const differences = new Map<string, readonly DifferenceGroup[]>();
  const slowAboveMs = (group: string): number | null => evidence.get(group)?.slowAboveMs ?? null;
  return {
    setCounted: (group, counted) => void evidence.set(group, { ...evidence.get(group), ...counted }),
    setDifferences: (group, found) => void differences.set(group, found),
    mark: async (group) => ({ at: clock.now(), proxies: {}, slowAboveMs: slowAboveMs(group) }),
    differences: async (group) => differences.get(group) ?? [],
    async since(group, mark) {
      const nothing = { usual: NOTHING_SERVED, callers: NO_CALLERS, legacy: NOTHING_SERVED, candidate: NOTHING_SERVED, comparisons: NOTHING_COMPARED, direct: { requests: 0, errors: 0 }, lastLegacyAt: null, proxies: { answered: 1, expected: 1 } };
      return { since: mark.at, now: clock.now(), slowAboveMs: mark.slowAboveMs, ...nothing, ...evidence.get(group) };
    },
  };
}
