import { describe, expect, test } from '@jest/globals';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { cohort, defineMigration, ecsService, errorRate, front, routeGroup, weight } from '../../../index.ts';
import type { MigrationDefinition } from '../../../migrations/define/definition.ts';

const definition = (rewrite: MigrationDefinition['rewrite'], ...more: MigrationDefinition['steps']): MigrationDefinition =>
  defineMigration({
    group: routeGroup('catalog', ['/api/products/*']),
    candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
    ...(rewrite && { rewrite }),
    steps: [front(), cohort({ percents: [100], gates: [errorRate({ margin: 0.1 })] }), ...more],
  });
const parse = (rewrite: unknown, ...more: MigrationDefinition['steps']) => parseDefinition('0001-catalog', 'catalog.migration.ts', definition(rewrite as MigrationDefinition['rewrite'], ...more));

test('what a rewriting leaves out is left as it is', () => {
  const nothing = { remove: [], rename: {}, set: {} };
  expect(parse({ request: { paths: { '/api/products/*': '/v2/items/*' } } }).rewrite).toEqual({
    request: { paths: [{ from: '/api/products/*', to: '/v2/items/*' }], query: nothing, headers: nothing, cookies: nothing },
    answer: { headers: nothing, cookies: { remove: [], rename: {} } },
    hook: null,
  });
});

test('a migration without one has none', () => {
  expect(parse(undefined)).not.toHaveProperty('rewrite');
});

describe('refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['a path that is none', { request: { paths: { products: '/items' } } }, /"products" is not a path/],
    ['paths with unequal wildcards', { request: { paths: { '/a/*': '/b' } } }, /have not as many "\*"/],
    ['a wildcard after a wildcard', { request: { paths: { '/a/**': '/b/**' } } }, /directly after another/],
    ['a header that frames the message', { request: { headers: { set: { 'Content-Length': '3' } } } }, /"Content-Length" frames the message/],
    ['a header renamed to one of the proxy’s', { request: { headers: { rename: { 'X-A': 'X-Banyan-Shadow' } } } }, /X-Banyan-Shadow/],
    ['a header that is no name', { answer: { headers: { remove: ['a b'] } } }, /not the name of a header/],
    ['a hook in another folder', { hook: '../catalog.ts' }, /hook: is not the name of a file/],
    ['a misspelt key', { requests: {} }, /requests/],
  ])('%s', (_what, rewrite, message) => {
    expect(() => parse(rewrite)).toThrow(message);
  });

  test('together with weight, where nobody would translate', () => {
    expect(() => parse({}, weight({ percents: [10] }))).toThrow(/steps\[2\]: weight\(\) takes the proxy out of the path/);
  });
});
