import { NOTHING_COMPARED } from '../../../domain/counters.ts';
import type { Difference, DifferenceGroup } from '../../../domain/difference.ts';
import type { MigrationReport } from '../../../shadow/report/report.ts';

/** 2026-11-22, 14:10 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 14, 10);
export const at = (hour: number, minute: number, day = 22) => Date.UTC(2026, 10, day, hour, minute);

export const price: Difference = { path: '$.items[].price', kind: 'value', legacy: '19.99', candidate: '20.00' };

export function group(rest: Partial<DifferenceGroup> & { readonly differences?: readonly Difference[] } = {}): DifferenceGroup {
  const { differences = [price], count = 214, ...given } = rest;
  return {
    signature: '3f2a81c04d5e6f70',
    route: 'GET /api/products/:id',
    legacyStatus: 200,
    candidateStatus: 200,
    fields: differences.map(({ path, kind }) => ({ path, kind, count })),
    count,
    firstSeen: at(14, 2),
    lastSeen: at(14, 9),
    samples: [{ at: at(14, 5), request: 'GET /api/products/17', differences }],
    everyMs: 65_536,
    ...given,
  };
}

export function report(rest: Partial<MigrationReport> = {}): MigrationReport {
  return {
    migration: '0001-catalog',
    group: 'catalog',
    patterns: ['GET /api/products', 'GET /api/products/*'],
    at: NOW,
    stop: 'shadow',
    stops: ['start', 'deploy', 'front', 'shadow', 'cohort:1', 'retire'],
    arrivedAt: at(2, 10),
    now: {
      gates: [{ gate: 'parity', state: 'failed', because: '214 of 4,210 sessions (5.08 %) differ: above 1 % at odds of over 1,000,000:1, 20:1 asked', evidence: {} }],
      comparisons: { ...NOTHING_COMPARED, compared: 10_532, differing: 214, failed: 3, dropped: { ...NOTHING_COMPARED.dropped, 'unsafe-method': 120, busy: 7 } },
      coverage: 0.9993,
      proxies: { answered: 2, expected: 2 },
      drift: [],
      data: null,
    },
    since: at(1, 0),
    differences: { routes: [{ route: 'GET /api/products/:id', compared: 10_532 }], differences: [group()] },
    noise: [],
    masks: { inForce: [['$.meta.requestId', 'uuid']], unordered: ['$.items[].tags'], proposed: ['$.meta.cacheKey: hex, on 120 pairs'] },
    history: [{ at: at(2, 10), who: 'ada@workstation', why: 'gates open', what: 'moved from front to shadow', verdicts: [{ gate: 'soak', state: 'open', because: '10 m with everything else open', evidence: {} }] }],
    ...rest,
  };
}
