import { NO_CALLERS, NOTHING_COMPARED, NOTHING_SERVED, type Comparisons, type Served } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { NO_NOISE } from '../../../domain/noise.ts';

export const MINUTE = 60_000;
/** 2026-01-01T00:00:00Z: arrival at the stop in these tests; they read ten minutes later. */
export const ARRIVAL = 1_767_225_600_000;

/** Evidence with everything there and nothing counted, but for what is given. */
export function reading(given: Partial<Evidence> = {}): Evidence {
  return {
    since: ARRIVAL,
    now: ARRIVAL + 10 * MINUTE,
    legacy: NOTHING_SERVED,
    candidate: NOTHING_SERVED,
    comparisons: NOTHING_COMPARED,
    differences: {},
    noise: NO_NOISE,
    callers: NO_CALLERS,
    usual: NOTHING_SERVED,
    direct: { requests: 0, errors: 0 },
    publishedUntil: ARRIVAL + 10 * MINUTE,
    targets: { healthy: 2, total: 2 },
    directShare: 0,
    cohortShare: 10,
    approval: null,
    data: 'absent',
    settledAt: ARRIVAL,
    lastLegacyAt: null,
    slowAboveMs: null,
    proxies: { answered: 2, expected: 2 },
    ...given,
  };
}

/** Sessions of ten requests each, so that tests see which of the two a gate counts. */
export function served(sessions: number, sessionErrors: number): Served {
  return { ...NOTHING_SERVED, requests: sessions * 10, errors: sessionErrors * 10, sessions, sessionErrors };
}

/** The same for comparisons. */
export function comparisons(sessions: number, sessionDiffering: number, given: Partial<Comparisons> = {}): Comparisons {
  return { ...NOTHING_COMPARED, compared: sessions * 10, differing: Math.round(sessionDiffering * 10), sessions, sessionDiffering, ...given };
}
