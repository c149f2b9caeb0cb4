import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { HTTP_METHODS, wildcards, type RouteGroup } from '../../domain/route-group.ts';
import { matchesPath, matchesPattern } from '../../domain/route-match.ts';
import { ruleConditions } from '../../domain/rule-conditions.ts';

const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 5 }).map((text) => `/${text}`);
const group: fc.Arbitrary<RouteGroup> = fc
  .array(fc.record({ method: fc.constantFrom(...HTTP_METHODS, '*' as const), path }), { minLength: 1, maxLength: 12 })
  .map((patterns) => ({ name: 'group', patterns }));

test('the rules of a group match exactly what its patterns match', () => {
  fc.assert(
    fc.property(group, fc.constantFrom(...HTTP_METHODS), fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 }), (each, method, rest) => {
      const byPatterns = each.patterns.some((pattern) => matchesPattern(pattern, method, `/${rest}`));
      const byRules = ruleConditions(each).some((rule) => (rule.method === '*' || rule.method === method) && rule.paths.some((value) => matchesPath(value, `/${rest}`)));
      expect(byRules).toBe(byPatterns);
    }),
  );
});

test('no rule exceeds what one ALB rule takes: three values a condition, five values and five wildcards a rule', () => {
  fc.assert(
    fc.property(group, (each) => {
      for (const rule of ruleConditions(each)) {
        expect(rule.paths.length).toBeLessThanOrEqual(3);
        expect(rule.paths.length + (rule.method === '*' ? 0 : 1)).toBeLessThanOrEqual(5);
        expect(wildcards(rule.paths.join(''))).toBeLessThanOrEqual(5);
      }
    }),
  );
});

test('the example needs two rules', () => {
  const patterns = [
    { method: 'GET', path: '/api/products' },
    { method: 'GET', path: '/api/products/*' },
    { method: '*', path: '/api/categories/*' },
  ] as const;
  expect(ruleConditions({ name: 'catalog', patterns })).toEqual([
    { method: 'GET', paths: ['/api/products', '/api/products/*'] },
    { method: '*', paths: ['/api/categories/*'] },
  ]);
});
