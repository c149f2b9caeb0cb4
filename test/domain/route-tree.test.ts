import { describe, expect, test } from '@jest/globals';
import { createRouteTree } from '../../domain/route-tree.ts';

function learn(routes: readonly string[], options = {}) {
  const tree = createRouteTree(options);
  for (const route of routes) tree.add(route, 1, true);
  return tree;
}
const many = (prefix: string, count: number, suffix = '') => Array.from({ length: count }, (_, i) => `${prefix}name-${i}${suffix}`);

test('twenty names in one place are names, one more and they are data', () => {
  expect(learn(many('GET /products/', 20)).counts()).toHaveLength(20);
  const tree = learn(many('GET /products/', 21));
  expect(tree.counts()).toEqual([{ route: 'GET /products/:slug', compared: 21 }]);
  expect(tree.add('GET /products/yet-another', 1, true)).toBe('GET /products/:slug');
});

test('a route that was one of many is found again by what it was called before', () => {
  const tree = learn(many('GET /products/', 60, '/reviews'));
  expect(tree.templateOf('GET /products/name-7/reviews')).toBe('GET /products/:slug/reviews');
  expect(tree.templateOf('GET /products/:slug/reviews')).toBe('GET /products/:slug/reviews');
});

test('what stands below names that became data is put together, and may become data by that', () => {
  const tree = learn([0, 1, 2, 3].flatMap((shelf) => many(`GET /shelves/s-${shelf}/`, 15).map((route) => route + shelf)));
  expect(tree.counts()).toHaveLength(60);
  for (const route of many('GET /shelves/', 51)) tree.add(`${route}/a`, 1, true);
  expect(tree.counts()).toEqual([{ route: 'GET /shelves/:slug/:slug', compared: 111 }]);
});

test('what the classifier knows as data is neither counted as a name nor mixed with names', () => {
  const tree = learn(['GET /products/:id', 'GET /products/:value', ...many('GET /products/', 51), 'GET /products/:id/reviews']);
  expect(tree.counts().map(({ route }) => route)).toEqual(['GET /products/:id', 'GET /products/:id/reviews', 'GET /products/:slug', 'GET /products/:value']);
});

test('methods are never data', () => {
  expect(learn(many('', 60).map((method) => `${method} /a`)).counts()).toHaveLength(60);
});

test('whoever asks for what is not there teaches nothing', () => {
  const tree = learn(['GET /api/products']);
  for (const route of many('GET /api/', 200)) expect(tree.add(route, 1, false)).toBe('GET /api/:other');
  expect(tree.add('GET /api/products', 1, false)).toBe('GET /api/products');
  expect(tree.counts()).toEqual([{ route: 'GET /api/:other', compared: 200 }, { route: 'GET /api/products', compared: 2 }]);
});

describe('too many segments', () => {
  const hostile = (n: number) => Array.from({ length: n }, (_, i) => `GET /${[i % 15, (i * 7) % 17, (i * 11) % 19, i % 18].map((x) => `a${x}`).join('/')}`);

  test('are cut, and none is lost', () => {
    const counts = learn(hostile(20_000), { maxSegments: 300 }).counts();
    expect(counts.length).toBeLessThan(600);
    expect(counts.reduce((sum, { compared }) => sum + compared, 0)).toBe(20_000);
    expect(counts.some(({ route }) => route.endsWith('/…'))).toBe(true);
  });

  test('do not grow with what asks for nothing that is there', () => {
    const tree = createRouteTree({ maxSegments: 300 });
    for (const route of hostile(20_000)) tree.add(route, 1, false);
    expect(tree.counts()).toEqual([{ route: 'GET /:other/:other/:other/:other', compared: 20_000 }]);
  });
});
