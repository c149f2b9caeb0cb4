import { NO_CALLERS, NOTHING_COMPARED, NOTHING_SERVED } from '../../domain/counters.ts';
import type { Counted } from '../../domain/evidence.ts';
import { NO_NOISE } from '../../domain/noise.ts';
import type { Clock } from '../../migrations/ports/clock.ts';
import type { TrafficStats } from '../../migrations/ports/traffic-stats.ts';

/** Traffic as a test says it was: nothing at all until it says something. */
export interface FakeTrafficStats extends TrafficStats {
  /** What was counted since whatever mark is asked for. */
  setCounted(group: string, evidence: Partial<Counted>): void;
}

export function createFakeTrafficStats(clock: Clock): FakeTrafficStats {
  const evidence = new Map<string, Partial<Counted>>();
  const slowAboveMs = (group: string): number | null => evidence.get(group)?.slowAboveMs ?? null;
  return {
    setCounted: (group, counted) => void evidence.set(group, { ...evidence.get(group), ...counted }),
    mark: async (group) => ({ at: clock.now(), proxies: {}, slowAboveMs: slowAboveMs(group) }),
    async since(group, mark) {
      const nothing = { usual: NOTHING_SERVED, callers: NO_CALLERS, legacy: NOTHING_SERVED, candidate: NOTHING_SERVED, comparisons: NOTHING_COMPARED, differences: {}, noise: NO_NOISE, direct: { requests: 0, errors: 0 }, publishedUntil: clock.now(), lastLegacyAt: null, proxies: { answered: 1, expected: 1 } };
      return { since: mark.at, now: clock.now(), slowAboveMs: mark.slowAboveMs, ...nothing, ...evidence.get(group) };
    },
  };
}
