import * as fc from 'fast-check';
import type { DifferenceGroup, Differences } from '../../domain/difference.ts';
import { MAX_FIELDS, mergeDifferences } from '../../domain/merge-differences.ts';

/** One compared answer as a proxy tells it: its route, and how it differed where it did. */
export interface Seen {
  readonly route: string;
  readonly at: number;
  /** Fields in which it differs; none: it is equal. */
  readonly paths: readonly string[];
}

const FIVE = ['$.a', '$.b', '$.c', '$.d', '$.e'];

/** Few enough routes and paths that they meet, and enough that names become data. */
export const seen: fc.Arbitrary<Seen> = fc.record({
  route: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((n) => `GET /products/name-${n}`),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 25 })).map(([a, b]) => `GET /shelves/${a}/name-${b}`),
    fc.constantFrom('GET /products/:id', 'GET /', 'POST /products', 'GET /products/name-1/reviews'),
  ),
  at: fc.integer({ min: 0, max: 1_800_000_000_000 }),
  paths: fc.oneof(fc.constantFrom([], ['$.a'], ['$.b']), fc.uniqueArray(fc.integer({ min: 0, max: MAX_FIELDS + 10 }).map((n) => `$.f${n}`), { maxLength: 8 }).map((more) => [...FIVE, ...more])),
});

/** What a proxy that has seen only this answer would tell. */
export function tell({ route, at, paths }: Seen): Differences {
  const sorted = paths.toSorted();
  const group: DifferenceGroup = {
    signature: sorted.slice(0, 5).join(),
    route,
    legacyStatus: 200,
    candidateStatus: 200,
    fields: sorted.slice(0, MAX_FIELDS).map((path) => ({ path, kind: 'value', count: 1 })),
    count: 1,
    firstSeen: at,
    lastSeen: at,
    samples: [{ at, request: route, differences: [] }],
    everyMs: 1,
  };
  return mergeDifferences([{ routes: [{ route, compared: 1 }], differences: paths.length === 0 ? [] : [group] }]);
}

/** What proxies that have seen so many answers would tell. */
export const told: fc.Arbitrary<Differences> = fc.array(seen, { maxLength: 60, size: 'max' }).map((all) => mergeDifferences(all.map(tell)));
