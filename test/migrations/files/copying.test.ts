import { describe, expect, test } from '@jest/globals';
import type { BanyanError } from '../../../domain/errors.ts';
import type { Migration } from '../../../domain/migration.ts';
import { renderProxyGroups } from '../../../domain/proxy-groups.ts';
import { defineMigration, ecsService, front, parity, routeGroup, shadow } from '../../../index.ts';
import type { ShadowStepOptions } from '../../../migrations/define/definition.ts';
import { parseDefinition } from '../../../migrations/files/parse-definition.ts';
import { readConfig } from '../../../proxy/config/config.ts';

function migrationWith(options: Partial<ShadowStepOptions>): Migration {
  const definition = defineMigration({
    group: routeGroup('orders', ['/orders', '/orders/*']),
    candidate: ecsService({ image: 'shop/orders:1', cpu: 256, memory: 512, port: 3000, health: '/healthz' }),
    steps: [front(), shadow({ percent: 100, until: parity({ mismatchBelow: 0.001 }), ...options })],
  });
  return parseDefinition('0002-orders', 'migrations/0002-orders.migration.ts', definition);
}

const refused = (options: object): string => {
  try {
    migrationWith(options);
  } catch (error) {
    return (error as BanyanError).message;
  }
  throw new Error('it was accepted');
};

const environment = { LEGACY_URL: 'http://monolith.shop.internal:3000', UNLEASH_URL: 'http://unleash:4242/api', UNLEASH_TOKEN: 'secret-of-unleash' };
const configOf = (migration: Migration, env: Record<string, string> = {}) => readConfig({ ...environment, BANYAN_ROUTE_GROUPS: renderProxyGroups([migration], 'shop.internal'), ...env });
const SHADOW_SECRET = 's'.repeat(32);

test('a file that says nothing of copies renders nothing of them: older proxies understand it', () => {
  expect(migrationWith({}).shadow).not.toHaveProperty('copying');
  expect(renderProxyGroups([migrationWith({})], 'shop.internal')).not.toMatch(/copying|redact/);
});

describe('what it says reaches the proxies as it was meant', () => {
  test.each<[string, Partial<ShadowStepOptions>]>([
    ['dry-run', { writes: { kind: 'dry-run' } }],
    ['an isolated store', { writes: { kind: 'isolated-store', store: 'shadow' }, never: ['POST /orders/*/cancel'] }],
    ['response replay', { writes: { kind: 'response-replay', adopt: { '$.id': '$.id', 'header.x-order-id': 'location', '$.lines[].id': '$.order.lines[].id' } } }],
    ['the next read', { writes: { kind: 'next-read', settle: '500ms' }, harmless: ['GET /orders/tokens'] }],
    ['redaction', { redact: { names: ['kunde'], values: ['KD-????'], paths: ['$.note'], shown: ['$.lines[].name'] } }],
  ])('%s', (_what, options) => {
    const migration = migrationWith(options);
    expect(migration.shadow).toMatchObject(options.redact ? { redact: options.redact } : { copying: { never: options.never ?? [], harmless: options.harmless ?? [] } });
    expect(configOf(migration, { SHADOW_SECRET }).groups[0]?.shadow).toEqual({ ...migration.shadow });
  });

  test('a time to settle in is in milliseconds, two seconds by default', () => {
    expect(migrationWith({ writes: { kind: 'next-read' } }).shadow.copying?.writes).toEqual({ kind: 'next-read', settleMs: 2_000 });
  });
});

describe('refused, with its place', () => {
  test.each<[string, object, string]>([
    ['a way that is none', { writes: { kind: 'yolo' } }, 'steps[1].writes'],
    ['a store without a name', { writes: { kind: 'isolated-store' } }, 'steps[1].writes.store'],
    ['ids that nobody gives', { writes: { kind: 'response-replay', adopt: {} } }, 'names no id'],
    ['an id in a header of HTTP’s own', { writes: { kind: 'response-replay', adopt: { 'header.Content-Length': '$.id' } } }, "is not an id's place"],
    ['an id in a header of the proxy’s own', { writes: { kind: 'response-replay', adopt: { 'header.x-banyan-copy': '$.id' } } }, "is not an id's place"],
    ['a place that is none', { writes: { kind: 'response-replay', adopt: { id: '$.id' } } }, '"id" is no place'],
    ['a list into no list', { writes: { kind: 'response-replay', adopt: { '$.id': '$.lines[].id' } } }, 'equally many lists'],
    ['a pattern that is none', { never: ['orders'] }, 'steps[1].never[0]'],
    ['a change said to be harmless', { harmless: ['POST /orders/pay'] }, 'takes only patterns with GET or HEAD'],
    ['a rule that hides everything', { redact: { values: ['**'] } }, 'every value matches'],
    ['a rule that nobody knows', { redact: { regex: ['x'] } }, 'steps[1].redact'],
  ])('%s', (_what, options, message) => {
    expect(refused(options)).toContain(message);
  });
});

describe('a proxy that could not say of a copy that it is one', () => {
  const migration = migrationWith({ writes: { kind: 'dry-run' } });

  test('does not start', () => {
    expect(() => configOf(migration)).toThrow('set SHADOW_SECRET, and give the candidate the same');
    expect(() => configOf(migration, { SHADOW_SECRET: 'short' })).toThrow('SHADOW_SECRET');
    expect(configOf(migration, { SHADOW_SECRET }).shadowSecret).toBe(SHADOW_SECRET);
  });

  test('starts where nothing is sent', () => {
    expect(configOf(migrationWith({ writes: { kind: 'next-read' } })).shadowSecret).toBeNull();
  });
});
