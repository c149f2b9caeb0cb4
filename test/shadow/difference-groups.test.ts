import { describe, expect, test } from '@jest/globals';
import type { Difference } from '../../domain/difference.ts';
import type { Comparison } from '../../shadow/comparison.ts';
import { createDifferenceGroups } from '../../shadow/difference-groups.ts';

/** Numbers that look random and are the same in every run. */
function pseudoRandom(): () => number {
  let state = 42;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const at = (path: string, kind: Difference['kind'] = 'value'): Difference => ({ path, kind, legacy: '1', candidate: '2' });

function comparison(paths: readonly string[], rest: Partial<Comparison> = {}): Comparison {
  return { equal: paths.length === 0, differences: paths.map((path) => at(path)), route: 'GET /a/:id', request: 'GET /a/1', at: 1_000, legacyStatus: 200, candidateStatus: 200, ...rest };
}

function groupsOf(comparisons: readonly Comparison[], options: { maxGroups?: number; maxPaths?: number } = {}) {
  const groups = createDifferenceGroups({ random: pseudoRandom(), ...options });
  for (const each of comparisons) groups.add(each);
  return groups.list();
}

describe('one group', () => {
  test('has all answers that differ in the same fields, however often and in whatever order', () => {
    const [group, ...others] = groupsOf([comparison(['$.b', '$.a'], { at: 5 }), comparison(['$.a', '$.b', '$.b'], { at: 3 }), comparison([])]);
    expect(others).toEqual([]);
    expect(group).toMatchObject({ route: 'GET /a/:id', legacyStatus: 200, candidateStatus: 200, count: 2, firstSeen: 3, lastSeen: 5, fields: [{ path: '$.a', kind: 'value' }, { path: '$.b', kind: 'value' }] });
  });

  test('has the same signature on every proxy', () => {
    expect(groupsOf([comparison(['$.x', '$.a'])])[0]?.signature).toBe(groupsOf([comparison(['$.q']), comparison(['$.a', '$.x'], { at: 9 })]).find(({ fields }) => fields.length === 2)?.signature);
  });

  test('keeps five samples, spread over all that came', () => {
    const [group] = groupsOf(Array.from({ length: 1_000 }, (_, i) => comparison(['$.a'], { at: i })));
    expect(group?.count).toBe(1_000);
    expect(group?.samples).toHaveLength(5);
    expect(group?.samples.at(-1)?.at).toBeGreaterThan(500);
    expect(group?.samples.map(({ at }) => at)).toEqual(group?.samples.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test('does not keep all of a long list of differences', () => {
    const [group] = groupsOf([comparison(Array.from({ length: 900 }, (_, i) => `$.f${i}`))]);
    expect(group?.fields).toHaveLength(5);
    expect(group?.samples[0]?.differences).toHaveLength(20);
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
    expect(groupsOf([comparison(['$.a']), other])).toHaveLength(2);
  });
});

test('the most frequent come first', () => {
  expect(groupsOf([comparison(['$.a']), comparison(['$.b']), comparison(['$.b'])]).map(({ count }) => count)).toEqual([2, 1]);
});

test('a flood of new groups drives out neither the frequent ones nor itself', () => {
  const flood = Array.from({ length: 300 }, (_, i) => comparison([`$.f${i}`], { at: i }));
  const groups = groupsOf([comparison(['$.a']), comparison(['$.a']), ...flood], { maxGroups: 10 });
  expect(groups).toHaveLength(10);
  expect(groups[0]).toMatchObject({ count: 2 });
  expect(groups.at(-1)?.lastSeen).toBeGreaterThan(280);
});

test('routes and paths beyond their number are one', () => {
  const routes = groupsOf(Array.from({ length: 50 }, (_, i) => comparison(['$.a'], { route: `GET /${i}` })), { maxGroups: 10 });
  expect(routes.find(({ route }) => route === '$other')?.count).toBe(40);
  const paths = groupsOf(Array.from({ length: 50 }, (_, i) => comparison([`$.f${i}`])), { maxPaths: 10 });
  expect(paths.find(({ fields }) => fields[0]?.path === '$other')?.count).toBe(40);
});

test('what was listed does not change afterwards', () => {
  const groups = createDifferenceGroups({ random: pseudoRandom() });
  groups.add(comparison(['$.a']));
  const [before] = groups.list();
  groups.add(comparison(['$.a']));
  expect(before).toMatchObject({ count: 1, samples: [{ at: 1_000 }] });
});
