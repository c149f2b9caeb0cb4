import { expect, test } from '@jest/globals';
import { renderProxyGroups } from '../../../domain/proxy-groups.ts';
import { cohort, defineMigration, ecsService, front, routeGroup, weight } from '../../../migrations/define/builders.ts';
import type { MigrationDefinition } from '../../../migrations/define/definition.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';

const parse = (options: Partial<MigrationDefinition> = {}, stale = {}) =>
  parseDefinition(
    '0001-catalog',
    'catalog.migration.ts',
    defineMigration({
      group: routeGroup('catalog', ['/api/products/*']),
      candidate: ecsService({ image: 'shop/catalog:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
      steps: [front(), cohort({ percents: [10], ...stale })],
      ...options,
    }),
  );
const proxyGroup = (migration: ReturnType<typeof parse>) => (JSON.parse(renderProxyGroups([migration], 'shop.internal')) as unknown[])[0];

test('a cohort goes to legacy while the flags are stale, unless it is to stay', () => {
  expect(parse().cohort.whenFlagsAreStale).toBe('legacy');
  expect(proxyGroup(parse({}, { whenFlagsAreStale: 'stay' }))).toMatchObject({ cohort: { whenFlagsAreStale: 'stay' } });
  expect(() => parse({}, { whenFlagsAreStale: 'candidate' })).toThrow(/steps\[1\]\.whenFlagsAreStale/);
});

test('a candidate is told who calls where the migration says so', () => {
  expect([proxyGroup(parse()), proxyGroup(parse({ identity: true }))]).toEqual([expect.objectContaining({ identity: false }), expect.objectContaining({ identity: true })]);
});

test('but not by a proxy that is out of the path', () => {
  expect(() => parse({ identity: true, steps: [front(), weight({ percents: [10] })] })).toThrow(/steps\[1\]: weight\(\) takes the proxy out of the path, and with it what tells/);
});
