import { describe, expect, test } from '@jest/globals';
import { diffRules, eclipses, groupRules } from '../../../migrations/engine/rules.ts';
import type { ForeignRule } from '../../../migrations/ports/load-balancer.ts';
import { exampleMigration as migration } from '../../support/example-migration.ts';

const PRIORITIES = { from: 100, to: 199 };
const wanted = groupRules(migration, { legacy: 0, proxy: 100, candidate: 0 }, { legacy: { targetGroup: 'legacy', sticky: false }, proxy: { targetGroup: 'proxy' } });
const standing = wanted.map((rule, n) => ({ ...rule, priority: 100 + n }));

describe('a rule that is as wanted', () => {
  test('is left alone where it stands in the range', () => {
    expect(diffRules(wanted, standing, PRIORITIES)).toEqual({ put: [], extra: false });
  });

  test.each([99, 200, 40_000])('is put back from priority %d, outside of it', (priority) => {
    const moved = standing.map((rule) => (rule.part === 0 ? { ...rule, priority } : rule));
    expect(diffRules(wanted, moved, PRIORITIES).put).toEqual([wanted[0]]);
  });
});

describe('a rule of others', () => {
  const said = (foreign: ForeignRule, groupRulesThere = standing) => eclipses(wanted, { groupRules: groupRulesThere, foreignRules: [foreign] }, PRIORITIES);

  test.each<[string, ForeignRule, number]>([
    ['before ours that takes everything', { priority: 1, when: { method: '*', paths: ['/*'] } }, 2],
    ['before ours that takes what one of ours does', { priority: 1, when: { method: '*', paths: ['/api/categories/*'] } }, 1],
    ['before ours that takes a part of it', { priority: 1, when: { method: '*', paths: ['/api/products/special'] } }, 0],
    ['before ours that takes another method', { priority: 1, when: { method: 'POST', paths: ['/api/products', '/api/products/*'] } }, 0],
    ['after ours that takes everything', { priority: 150, when: { method: '*', paths: ['/*'] } }, 0],
  ])('%s leaves so many of ours nothing to do', (_, foreign, count) => {
    expect(said(foreign)).toHaveLength(count);
  });

  test('in the range is no trouble before ours are made: they take the lowest free priority', () => {
    expect(said({ priority: 150, when: { method: '*', paths: ['/*'] } }, [])).toEqual([]);
    expect(said({ priority: 99, when: { method: '*', paths: ['/*'] } }, [])).toHaveLength(2);
  });
});
