import { expect, test } from '@jest/globals';
import { overviewOf, printOverview } from '../../../cli/plan/plan-overview.ts';
import type { RuleConditions } from '../../../domain/rule-conditions.ts';
import { defineMigration, routeGroup } from '../../../index.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import type { ForeignRule, LoadBalancerState } from '../../../migrations/ports/load-balancer.ts';
import { exampleDefinition } from '../../support/example-migration.ts';

const group = routeGroup('catalog', ['GET /api/products/*', '/api/categories/*']);
const migration = { ...parseDefinition('0001-catalog', 'overview', defineMigration({ ...exampleDefinition, group })), after: [{ text: 'accounts', migration: '0000-accounts', reached: ['retire'] }] };
const state = (foreign: readonly ForeignRule[], rules: LoadBalancerState['rules'] = []): LoadBalancerState => ({ legacy: { targetGroup: 'legacy', sticky: false }, proxy: { targetGroup: 'proxy', healthy: 1 }, foreign, rules, candidates: {} });
const rule = (priority: number, paths: readonly string[], method: RuleConditions['method'] = '*'): ForeignRule => ({ priority, when: { method, paths } });

test.each<readonly [string, ForeignRule, readonly string[]]>([
  ['of the same paths, before', rule(50, ['/api/products/*']), ['GET: all by 50']],
  ['of more than the paths, before', rule(50, ['/api/*']), ['GET: all by 50', '*: all by 50']],
  ['of some of the paths, before', rule(50, ['/api/products/sale/*']), ['GET: some by 50']],
  ['of paths that meet the group’s in part', rule(50, ['*/sale']), ['GET: some by 50', '*: some by 50']],
  ['of other paths', rule(50, ['/api/orders/*']), []],
  ['of another method', rule(50, ['/api/products/*'], 'POST'), []],
  ['of one method of all that the group has', rule(50, ['/api/categories/*'], 'GET'), ['*: some by 50']],
  ['behind the priorities that Banyan was given', rule(300, ['/api/*']), []],
])('a rule of others %s', (_where, foreign, expected) => {
  const { rules } = overviewOf(migration, state([foreign]), 100);
  expect(rules.flatMap(({ method, takenBy }) => takenBy.map(({ takes, priority }) => `${method}: ${takes} by ${priority}`))).toEqual(expected);
});

test('a rule that is there already is asked by where it stands', () => {
  const own = { group: 'catalog', role: 'group', part: 0, when: { method: 'GET', paths: ['/api/products/*'] }, targets: [], stickySeconds: 0, priority: 40 } as const;
  const { rules } = overviewOf(migration, state([rule(50, ['/api/products/*'])], [own]), 100);
  expect(rules.map(({ priority, takenBy }) => [priority, takenBy.length])).toEqual([[40, 0], [null, 0]]);
});

test('is told in words', () => {
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line) } as Parameters<typeof printOverview>[0];
  printOverview(io, { groups: [overviewOf(migration, state([rule(50, ['/api/products/*'])]), 100)], room: [], iam: { Version: '2012-10-17', Statement: [] } });
  expect(lines.slice(0, 4)).toEqual([
    'catalog, after accounts: 2 rules',
    '  to be made: GET of /api/products/*',
    '    the rule at priority 50 (/api/products/*), which is none of Banyan’s, comes first and takes all of it',
    '  to be made: any method of /api/categories/*',
  ]);
});
