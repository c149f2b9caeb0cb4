import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { covers } from '../../domain/pattern-cover.ts';
import { matchesPath } from '../../domain/route-match.ts';

const rule = (path: string, method: 'GET' | 'POST' | '*' = '*') => ({ method, paths: [path] });

test.each([
  ['/*', '/api/products', true],
  ['/api/*', '/api/products/*', true],
  ['/api/products', '/api/products', true],
  ['/api/product?', '/api/products', true],
  ['/api/product?', '/api/product?', true],
  ['/api/product?', '/api/product*', false],
  ['/api/products', '/api/products*', false],
  ['/api/*/prices', '/api/*', false],
  ['/shop/*', '/api/*', false],
])('%s takes all that %s takes: %s', (outer, inner, told) => {
  expect(covers(rule(outer), rule(inner))).toBe(told);
});

test('one method is not every method', () => {
  expect([covers(rule('/*', 'GET'), rule('/a', '*')), covers(rule('/*', 'GET'), rule('/a', 'POST')), covers(rule('/*', '*'), rule('/a', 'POST'))]).toEqual([false, false, true]);
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 6 });

test('where it says that a pattern is covered, every path that the inner one matches is matched by the outer one', () => {
  let told = 0;
  fc.assert(
    fc.property(pattern, pattern, fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 }), (outer, inner, path) => {
      if (!covers(rule(outer), rule(inner)) || !matchesPath(inner, path)) return;
      told += 1;
      expect(matchesPath(outer, path)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(told).toBeGreaterThan(50);
});
