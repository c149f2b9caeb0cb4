import { expect, test } from '@jest/globals';
import { needsOf, roomFor, type Standing } from '../../../migrations/capacity/capacity.ts';
import type { Migration } from '../../../domain/migration.ts';
import { parsePattern } from '../../../domain/route-group.ts';
import { exampleMigration } from '../../support/example-migration.ts';

const migration = (patterns: readonly string[]): Migration => ({ ...exampleMigration, group: { name: 'catalog', patterns: patterns.map(parsePattern) } });
const standing: Standing = {
  limits: { 'rules-per-application-load-balancer': 100, 'target-groups-per-application-load-balancer': 100, 'target-groups-per-action-on-application-load-balancer': 5, 'condition-values-per-alb-rule': 5, 'condition-wildcards-per-alb-rule': 5 },
  otherRules: 90,
  otherTargetGroups: 98,
  freePriorities: 900,
};
const bad = (needs: Parameters<typeof roomFor>[0], change: Partial<Standing> = {}) => roomFor(needs, { ...standing, ...change }).filter(({ state }) => state !== 'ok').map(({ about, state }) => `${about} ${state}`);

test('a group needs a rule for each method and three paths, one more to keep its target group, and that', () => {
  expect(needsOf([migration(['GET /a', 'GET /b*', 'GET /c', 'GET /d', 'POST /a', '/e/*?'])])).toEqual({ rules: 5, targetGroups: 1, values: 4, wildcards: 2 });
  expect(needsOf([])).toEqual({ rules: 0, targetGroups: 0, values: 0, wildcards: 0 });
});

test('to the last rule and target group there is room, and one more is too many', () => {
  const needs = { rules: 10, targetGroups: 2, values: 4, wildcards: 2 };
  expect(bad(needs)).toEqual([]);
  expect(bad({ ...needs, rules: 11 })).toEqual(['rules ng']);
  expect(bad({ ...needs, targetGroups: 3 })).toEqual(['target groups ng']);
  expect(bad(needs, { freePriorities: 9 })).toEqual(['priorities ng']);
  expect(roomFor({ ...needs, rules: 13 }, standing)[0]?.because).toContain('3 too many');
});

test('a quota that AWS does not tell is not told, and not taken for granted', () => {
  expect(bad({ rules: 1, targetGroups: 1, values: 1, wildcards: 1 }, { limits: {} })).toEqual(['rules skip', 'target groups skip', 'target groups in one rule skip', 'values in one rule skip', 'wildcards in one rule skip']);
});
