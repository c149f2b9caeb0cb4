import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { OTHER_ROUTE, type Difference, type Differences } from '../../domain/difference.ts';
import { charsOf, mergeDifferences } from '../../domain/merge-differences.ts';
import type { Comparison } from '../../shadow/comparison.ts';
import { createDifferenceGroups } from '../../shadow/difference-groups.ts';

type Options = Parameters<typeof createDifferenceGroups>[0];

const at = (path: string, kind: Difference['kind'] = 'value'): Difference => ({ path, kind, legacy: '1', candidate: '2' });

function comparison(paths: readonly string[], rest: Partial<Comparison> = {}): Comparison {
  return { equal: paths.length === 0, differences: paths.map((path) => at(path)), route: 'GET /a/:id', request: 'GET /a/1', at: 1_000, legacyStatus: 200, candidateStatus: 200, ...rest };
}

function collect(comparisons: readonly Comparison[], options?: Options): Differences {
  const groups = createDifferenceGroups(options);
  for (const each of comparisons) groups.add(each);
  return groups.list();
}

const groupsOf = (comparisons: readonly Comparison[], options?: Options) => collect(comparisons, options).differences;
const total = (groups: Differences['differences']) => groups.reduce((sum, { count }) => sum + count, 0);

describe('one group', () => {
  test('has all answers that differ in the same fields, however often and in whatever order', () => {
    const [group, ...others] = groupsOf([comparison(['$.b', '$.a'], { at: 5 }), comparison(['$.a', '$.b', '$.b'], { at: 3 }), comparison([])]);
    expect(others).toEqual([]);
    expect(group).toMatchObject({ route: 'GET /a/:id', legacyStatus: 200, candidateStatus: 200, count: 2, firstSeen: 3, lastSeen: 5, fields: [{ path: '$.a', kind: 'value', count: 2 }, { path: '$.b', kind: 'value', count: 2 }] });
  });

  test('has the same signature on every proxy', () => {
    expect(groupsOf([comparison(['$.x', '$.a'])])[0]?.signature).toBe(groupsOf([comparison(['$.q']), comparison(['$.a', '$.x'], { at: 9 })]).find(({ fields }) => fields.length === 2)?.signature);
  });

  test('keeps a few samples, from different blocks of the time over which they came', () => {
    const [group] = groupsOf(Array.from({ length: 1_000 }, (_, i) => comparison(['$.a'], { at: i })));
    expect(group).toMatchObject({ count: 1_000, everyMs: 256 });
    expect(group?.samples.map(({ at }) => Math.floor(at / 256))).toEqual([0, 1, 2, 3]);
  });

  test('does not keep all of a long list of differences, but one of every field first', () => {
    const [group] = groupsOf([comparison([...Array.from({ length: 900 }, () => '$.list[]'), '$.late'])]);
    expect(group?.samples[0]?.differences).toHaveLength(20);
    expect(group?.samples[0]?.differences.map(({ path }) => path).slice(0, 2)).toEqual(['$.list[]', '$.late']);
    expect(groupsOf([comparison(Array.from({ length: 900 }, (_, i) => `$.f${i}`))])[0]?.fields).toHaveLength(20);
  });

  test('is known by five fields, and tells of those beyond in how many of its answers they differ', () => {
    const five = ['$.a', '$.b', '$.c', '$.d', '$.e'];
    const [group, ...others] = groupsOf([comparison([...five, '$.f']), comparison([...five, '$.g']), comparison([...five, '$.f'])]);
    expect(others).toEqual([]);
    expect(group?.fields.slice(4)).toEqual([{ path: '$.e', kind: 'value', count: 3 }, { path: '$.f', kind: 'value', count: 2 }, { path: '$.g', kind: 'value', count: 1 }]);
  });

  test('cuts what is endless', () => {
    const [group] = groupsOf([comparison([`$.${'a.'.repeat(500)}`], { request: `GET /${'x'.repeat(5_000)}`, differences: [{ ...at(`$.${'a.'.repeat(500)}`), legacy: 'l'.repeat(5_000) }] })]);
    expect(charsOf(group!)).toBeLessThan(1_500);
  });
});

describe('another group', () => {
  test.each([
    ['for another route', comparison(['$.a'], { route: 'GET /b' })],
    ['for another status of legacy', comparison(['$.a'], { legacyStatus: 404 })],
    ['for another status of the candidate', comparison(['$.a'], { candidateStatus: null })],
    ['for another path', comparison(['$.b'])],
    ['for another kind', { ...comparison([]), equal: false, differences: [at('$.a', 'type')] }],
  ])('%s', (_, other) => {
    expect(groupsOf([comparison(['$.a'], { route: 'GET /a/:id' }), other])).toHaveLength(2);
  });
});

describe('routes', () => {
  const product = (i: number, paths: readonly string[] = []) => comparison(paths, { route: `GET /p/name-${i}` });

  test('are counted with every compared answer, equal or not', () => {
    expect(collect([comparison([]), comparison(['$.a']), comparison([], { route: 'GET /b' })]).routes).toEqual([{ route: 'GET /a/:id', compared: 2 }, { route: 'GET /b', compared: 1 }]);
  });

  test('of which there are many in one place become one, with all that was seen of them', () => {
    const { routes, differences } = collect([...Array.from({ length: 60 }, (_, i) => product(i, i % 2 === 0 ? ['$.a'] : [])), product(3, ['$.b'])]);
    expect(routes).toEqual([{ route: 'GET /p/:slug', compared: 61 }]);
    expect(differences.map(({ route, count }) => [route, count])).toEqual([['GET /p/:slug', 30], ['GET /p/:slug', 1]]);
  });

  test('that legacy does not have teach nothing', () => {
    const scanned = Array.from({ length: 300 }, (_, i) => comparison(['$.a'], { route: `GET /p/name-${i}`, legacyStatus: 404 }));
    expect(collect([product(1), ...scanned, product(2)]).routes.map(({ route }) => route)).toEqual(['GET /p/:other', 'GET /p/name-1', 'GET /p/name-2']);
  });
});

test('the most frequent come first', () => {
  expect(groupsOf([comparison(['$.a']), comparison(['$.b']), comparison(['$.b'])]).map(({ count }) => count)).toEqual([2, 1]);
});

describe('bounded', () => {
  const flood = Array.from({ length: 300 }, (_, i) => comparison([`$.f${i}`], { at: i }));

  test('a flood of new groups drives out neither the frequent ones nor itself, and no answer is lost', () => {
    const groups = groupsOf([comparison(['$.a']), comparison(['$.a']), ...flood], { groups: 10 });
    expect(groups).toHaveLength(10);
    expect(groups.find(({ count }) => count === 2)).toMatchObject({ fields: [{ path: '$.a' }] });
    expect(groups.at(-1)?.lastSeen).toBeGreaterThan(280);
    expect(groups.find(({ route }) => route === OTHER_ROUTE)).toMatchObject({ count: 292, firstSeen: 0, samples: [], fields: [] });
    expect(total(groups)).toBe(302);
  });

  test('paths beyond their number are one', () => {
    const groups = groupsOf(flood, { paths: 10 });
    expect(groups.find(({ fields }) => fields[0]?.path === '$other')?.count).toBe(290);
  });

  test('the text of all groups stays within its budget, whatever they hold', () => {
    const long = Array.from({ length: 100 }, (_, i) => comparison(Array.from({ length: 30 }, (_, j) => `$.${'x'.repeat(150)}${i}.${j}`), { at: i, request: `GET /${'y'.repeat(2_000)}` }));
    const groups = groupsOf(long, { chars: 100_000 });
    expect(groups.reduce((sum, group) => sum + charsOf(group), 0)).toBeLessThanOrEqual(100_000);
    expect(groups.length).toBeGreaterThan(5);
    expect(total(groups)).toBe(100);
  });
});

test('two proxies together tell what one that had seen both’s answers would', () => {
  const answers = fc.array(
    fc.record({ paths: fc.uniqueArray(fc.constantFrom('$.a', '$.b', '$.c', 'status')), route: fc.nat(60).map((n) => `GET /p/name-${n}`), at: fc.nat(1e6), legacyStatus: fc.constantFrom(200, 302) }),
    { maxLength: 80, size: 'max' },
  );
  fc.assert(
    fc.property(answers, answers, (one, other) => {
      const [left, right] = [one, other].map((all) => all.map(({ paths, ...rest }) => comparison(paths, { ...rest, request: `${rest.route}?${rest.at}` })));
      // The comparison of `expect` takes long where there is this much to compare.
      expect(isDeepStrictEqual(mergeDifferences([collect(left!), collect(right!)]), collect([...left!, ...right!]))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('what was listed does not change afterwards', () => {
  const groups = createDifferenceGroups();
  groups.add(comparison(['$.a']));
  const before = structuredClone(groups.list());
  const listed = groups.list();
  groups.add(comparison(['$.a']));
  expect(listed).toEqual(before);
});
