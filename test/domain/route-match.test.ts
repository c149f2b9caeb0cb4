import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { findGroup, matchesPath, pathOf } from '../../domain/route-match.ts';
import { parsePattern, patternProblem, type RouteGroup } from '../../domain/route-group.ts';
import { pathsMeet } from '../../domain/route-overlap.ts';

describe('a path-pattern', () => {
  test.each([
    ['/orders/*', '/orders/1', true],
    ['/orders/*', '/orders/', true],
    ['/orders/*', '/orders', false],
    ['/orders/*', '/orders-archive', false],
    ['/orders', '/ordersx', false],
    ['/orders', '/Orders', false],
    ['/orders/*', '//orders/1', false],
    ['/orders/*', '/%6frders/1', false],
    ['/orders/?', '/orders/1', true],
    ['/orders/?', '/orders/12', false],
    ['*/image', '/a/b/c/image', true],
    ['*', '', true],
    ['/a*b*c', '/a--b--c', true],
    ['/a*b*c', '/a--b--', false],
  ])('%s against %s: %s', (pattern, path, matches) => {
    expect(matchesPath(pattern, path)).toBe(matches);
  });

  const paths = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 });

  test('means what the regular expression of its wildcards means', () => {
    fc.assert(
      fc.property(patterns, paths, (pattern, path) => {
        const regex = new RegExp(`^${RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`, 's');
        expect(matchesPath(pattern, path)).toBe(regex.test(path));
      }),
    );
  });

  test('meets another whenever some path matches both', () => {
    fc.assert(
      fc.property(patterns, patterns, paths, (a, b, path) => {
        if (matchesPath(a, path) && matchesPath(b, path)) expect(pathsMeet(a, b)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['/api/*', '/api/products', true],
    ['/api/products/*', '/api/products', false],
    ['/api/?', '/api/1', true],
    ['/a*z', '/b*z', false],
    ['/a*', '*z', true],
    ['/api/users/*', '/api/orders/*', false],
  ])('%s and %s meet: %s', (a, b, meet) => {
    expect(pathsMeet(a, b)).toBe(meet);
    expect(pathsMeet(b, a)).toBe(meet);
  });

  test('takes time in proportion to pattern × path, however many stars there are', () => {
    expect(matchesPath(`/${'a*'.repeat(5)}b`, `/${'a'.repeat(20_000)}`)).toBe(false);
  });
});

test('the query is no part of the path', () => {
  expect(pathOf('/api/products?q=/orders/1')).toBe('/api/products');
  expect(pathOf('/api/products')).toBe('/api/products');
});

test('a group takes a request only by method and path together', () => {
  const catalog: RouteGroup = { name: 'catalog', patterns: ['GET /api/products/*', '/api/categories/*'].map(parsePattern) };
  expect(findGroup([catalog], 'GET', '/api/products/1')?.name).toBe('catalog');
  expect(findGroup([catalog], 'HEAD', '/api/products/1')).toBeUndefined();
  expect(findGroup([catalog], 'DELETE', '/api/categories/1')?.name).toBe('catalog');
});

test.each([
  ['FETCH /a', 'not one of'],
  ['a/b', 'does not begin'],
  ['GET /a?b=c', 'character'],
  [`/${'a'.repeat(128)}`, '129 characters'],
  ['/*/*/*/*/*/*', '6 wildcards'],
  ['GET /a', undefined],
  ['/a/*', undefined],
])('the pattern %s: %s', (text, problem) => {
  if (problem === undefined) expect(patternProblem(text)).toBeUndefined();
  else expect(patternProblem(text)).toContain(problem);
});
