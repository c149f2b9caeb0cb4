import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { NO_DIFFERENCES, OTHER_ROUTE, type DifferenceGroup, type Differences } from '../../domain/difference.ts';
import { charsOf, limitDifferences, mergeDifferences, MAX_FIELDS } from '../../domain/merge-differences.ts';
import { seen, tell, told } from './difference-arbitrary.ts';

const group = (rest: Partial<DifferenceGroup>): DifferenceGroup => ({
  signature: 's',
  route: 'GET /a',
  legacyStatus: 200,
  candidateStatus: 200,
  fields: [{ path: '$.price', kind: 'value', count: 1 }],
  count: 1,
  firstSeen: 5,
  lastSeen: 5,
  samples: [],
  everyMs: 1,
  ...rest,
});
const sample = (at: number) => ({ at, request: `GET /a?${at}`, differences: [] });
const total = ({ differences }: Differences) => differences.reduce((sum, { count }) => sum + count, 0);

/** Thousands of values: expect's own comparison takes a second for them. */
function expectSame(one: Differences, other: Differences): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other);
}

describe('two proxies’ differences', () => {
  test('of one route and signature are one: counted together, seen from the first to the last', () => {
    const fields = [{ path: '$.name', kind: 'value', count: 2 }, { path: '$.price', kind: 'value', count: 6 }] as const;
    const merged = mergeDifferences([
      { routes: [{ route: 'GET /a', compared: 100 }], differences: [group({ count: 5, firstSeen: 10, lastSeen: 20, fields: [{ path: '$.price', kind: 'value', count: 5 }] })] },
      { routes: [{ route: 'GET /a', compared: 40 }], differences: [group({ count: 2, firstSeen: 1, lastSeen: 15, fields }), group({ signature: 't', count: 1 })] },
    ]);
    expect(merged.routes).toEqual([{ route: 'GET /a', compared: 140 }]);
    expect(merged.differences.map(({ signature, count }) => [signature, count])).toEqual([['s', 7], ['t', 1]]);
    expect(merged.differences[0]).toMatchObject({ firstSeen: 1, lastSeen: 20, fields: [{ path: '$.name', count: 2 }, { path: '$.price', count: 11 }] });
  });

  test('whose routes are one only together are of that one', () => {
    const part = (from: number): Differences => {
      const routes = Array.from({ length: 30 }, (_, i) => `GET /p/name-${from + i}`);
      return { routes: routes.map((route) => ({ route, compared: 2 })), differences: [group({ route: routes[0] ?? '' })] };
    };
    const merged = mergeDifferences([part(0), part(30)]);
    expect(merged.routes).toEqual([{ route: 'GET /p/:slug', compared: 120 }]);
    expect(merged.differences).toEqual([group({ route: 'GET /p/:slug', count: 2, fields: [{ path: '$.price', kind: 'value', count: 2 }] })]);
  });

  test('keep samples of five blocks of time at most, the blocks doubling until they do', () => {
    const [merged] = mergeDifferences([{ routes: [], differences: [group({ samples: [0, 1, 2, 1_000].map(sample) }), group({ samples: [3, 4, 2_000].map(sample) })] }]).differences;
    expect(merged).toMatchObject({ everyMs: 2 });
    expect(merged?.samples).toHaveLength(5);
    expect(new Set(merged?.samples.map(({ at }) => Math.floor(at / 2))).size).toBe(5);
    expect(merged?.samples.map(({ at }) => at).slice(3)).toEqual([1_000, 2_000]);
  });
});

describe('merging', () => {
  test('does not depend on order or grouping', () => {
    fc.assert(
      fc.property(told, told, told, (a, b, c) => {
        const all = mergeDifferences([a, b, c]);
        expectSame(mergeDifferences([c, a, b]), all);
        expectSame(mergeDifferences([mergeDifferences([a, b]), c]), all);
        expectSame(mergeDifferences([a, mergeDifferences([b, c])]), all);
        expectSame(mergeDifferences([all, NO_DIFFERENCES]), all);
      }),
      { numRuns: 15 },
    );
  });

  test('gives what one proxy that had seen everything would have', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 150, size: 'max' }), fc.nat(10), (all, parts) => {
        const shares = Array.from({ length: parts + 1 }, (_, i) => mergeDifferences(all.filter((_, j) => j % (parts + 1) === i).map(tell)));
        expectSame(mergeDifferences(shares), mergeDifferences(all.map(tell)));
      }),
      { numRuns: 20 },
    );
  });

  test('loses no answer, and tells every field’s exact number', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 100, size: 'max' }), (all) => {
        const merged = mergeDifferences(all.map(tell));
        expect(total(merged)).toBe(all.filter(({ paths }) => paths.length > 0).length);
        expect(merged.routes.reduce((sum, { compared }) => sum + compared, 0)).toBe(all.length);
        for (const { count, fields } of merged.differences) {
          expect(fields.length).toBeLessThanOrEqual(MAX_FIELDS);
          for (const field of fields.slice(0, 5)) expect(field.count).toBe(count);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a limit', () => {
  const limits = { groups: 3, routes: 2, chars: 300 };

  test('keeps the most frequent groups and the rest as one, and loses no answer', () => {
    fc.assert(
      fc.property(told, (all) => {
        const limited = limitDifferences(all, limits);
        expect(total(limited)).toBe(total(all));
        expect(limited.routes.reduce((sum, { compared }) => sum + compared, 0)).toBe(all.routes.reduce((sum, { compared }) => sum + compared, 0));
        const kept = limited.differences.filter(({ route }) => route !== OTHER_ROUTE);
        expect(kept.length).toBeLessThanOrEqual(limits.groups);
        expect(kept.reduce((sum, each) => sum + charsOf(each), 0)).toBeLessThanOrEqual(limits.chars);
        expect(limited.differences.length - kept.length).toBeLessThanOrEqual(1);
        expect(limited.routes.length).toBeLessThanOrEqual(limits.routes + 1);
      }),
      { numRuns: 40 },
    );
  });

  test('changes nothing of what is within it', () => {
    const few = { routes: [{ route: 'GET /a', compared: 2 }], differences: [group({})] };
    expect(limitDifferences(few, limits)).toEqual(few);
  });
});
