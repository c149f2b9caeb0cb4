import { describe, expect, test } from '@jest/globals';
import type { BanyanError } from '../../../domain/errors.ts';
import { readConfig } from '../../../proxy/config/config.ts';
import { DEFAULT_LIMITS } from '../../../proxy/listening/limits.ts';

const catalog = {
  name: 'catalog',
  patterns: ['GET /api/products', '/api/products/*'],
  candidate: 'http://catalog.shop.internal:3000',
  shadow: { timeoutMs: 2_000, masks: { '$.id': 'uuid' }, unordered: ['$.tags'], repeatPercent: 2 },
  cohort: { timeoutMs: 1_000, whenFlagsAreStale: 'legacy' },
  identity: false,
};
const environment = {
  LEGACY_URL: 'http://monolith.shop.internal:3000',
  UNLEASH_URL: 'http://unleash:4242/api',
  UNLEASH_TOKEN: 'secret-of-unleash',
  BANYAN_ROUTE_GROUPS: JSON.stringify([catalog]),
};

function problemsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    return (error as BanyanError).message;
  }
  throw new Error('it was accepted');
}

test('what is not said has a default', () => {
  expect(readConfig(environment)).toEqual({
    listen: { host: '0.0.0.0', port: 8080 },
    admin: { host: '127.0.0.1', port: 9090, token: null },
    legacy: { address: { host: 'monolith.shop.internal', port: 3000, tls: false }, timeoutMs: 120_000 },
    groups: [catalog],
    caller: { sources: [{ kind: 'cookie', name: 'sid' }], tokens: null },
    testersSecret: null,
    identityHeader: 'X-Banyan-Identity',
    jwksPath: null,
    identity: null,
    unleash: { url: 'http://unleash:4242/api', token: 'secret-of-unleash', refreshMs: 500, staleMs: 60_000, stream: false },
    dnsServer: null,
    forwarder: 'undici',
    hooksFolder: null,
    shadowSecret: null,
    retired: [],
    logLevel: 'info',
    accessLog: { share: 1, slowMs: 1_000 },
    emf: null,
    tracing: null,
    drainMs: 1_000,
    faultDrainMs: 30_000,
    stopMs: 25_000,
    processes: 1,
    tunnels: { most: 10_000, idleMs: null, onRollback: 'close' },
    limits: DEFAULT_LIMITS,
    trustedPeers: 'all',
    hostPolicy: 'keep',
    allowedHosts: [],
  });
});

test('it is frozen, and the environment’s other variables are none of its business', () => {
  expect(Object.isFrozen(readConfig({ ...environment, PATH: '/bin', AWS_REGION: 'eu-west-1' }))).toBe(true);
});

test('all problems are named at once', () => {
  const message = problemsOf({ PORT: '99999', LEGACY_URL: 'ftp://monolith', UNLEASH_URL: 'unleash', BANYAN_ROUTE_GROUPS: '{', BANYAN_ADMIN_TOKEN: 'short', CALLER: 'cookie:a b', FLAGS_STALE_MS: '-1' });
  for (const name of ['PORT', 'LEGACY_URL', 'UNLEASH_URL', 'UNLEASH_TOKEN', 'BANYAN_ROUTE_GROUPS', 'BANYAN_ADMIN_TOKEN', 'CALLER', 'FLAGS_STALE_MS']) expect(message).toContain(`${name}:`);
});

describe('refused', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a misspelt setting', { BANYAN_ROUTEGROUPS: '[]' }, 'BANYAN_ROUTEGROUPS: is not a setting'],
    ['a path in an upstream', { LEGACY_URL: 'http://monolith/shop' }, 'LEGACY_URL: it has more than a host'],
    ['credentials in an upstream', { LEGACY_URL: 'http://a:b@monolith' }, 'LEGACY_URL: it has credentials'],
    ['credentials in Unleash’s address', { UNLEASH_URL: 'http://a:b@unleash/api' }, 'UNLEASH_URL: has credentials'],
    ['a DNS server without address', { DNS_SERVER: 'resolver:53' }, 'DNS_SERVER'],
    ['no list of groups', { BANYAN_ROUTE_GROUPS: '{}' }, 'BANYAN_ROUTE_GROUPS'],
    ['an unknown member of a group', { BANYAN_ROUTE_GROUPS: JSON.stringify([{ ...catalog, weight: 3 }]) }, 'weight'],
    ['a pattern that is none', { BANYAN_ROUTE_GROUPS: JSON.stringify([{ ...catalog, patterns: ['FETCH /x'] }]) }, 'BANYAN_ROUTE_GROUPS[0].patterns[0]'],
    ['a mask of no class', { BANYAN_ROUTE_GROUPS: JSON.stringify([{ ...catalog, shadow: { ...catalog.shadow, masks: { '$.id': 'any' } } }]) }, 'BANYAN_ROUTE_GROUPS[0].shadow.masks.$.id'],
    ['one group twice', { BANYAN_ROUTE_GROUPS: JSON.stringify([catalog, catalog]) }, 'twice'],
    ['a name that is no name', { BANYAN_ROUTE_GROUPS: JSON.stringify([{ ...catalog, name: '__proto__' }]) }, 'BANYAN_ROUTE_GROUPS[0].name'],
  ])('%s', (_what, extra, text) => {
    expect(problemsOf({ ...environment, ...extra })).toContain(text);
  });
});

test('limits, trust and hosts are read as they are written', () => {
  const read = readConfig({ ...environment, MAX_BODY_BYTES: '1048576', MAX_CONNECTIONS_PER_ADDRESS: 'none', TRUST_FORWARDED: '10.0.0.0/16, fd00::/8', ALLOWED_HOSTS: 'shop.example,*.shop.example', PROCESSES: 'auto', TUNNEL_IDLE_MS: '5000' });
  expect(read.limits).toMatchObject({ bodyBytes: 1_048_576, connectionsPerAddress: null });
  expect([read.trustedPeers, read.allowedHosts, read.tunnels.idleMs]).toEqual([['10.0.0.0/16', 'fd00::/8'], ['shop.example', '*.shop.example'], 5_000]);
  expect(read.processes).toBeGreaterThanOrEqual(1);
  expect(readConfig({ ...environment, TRUST_FORWARDED: 'none' }).trustedPeers).toBe('none');
});

test.each([
  ['TRUST_FORWARDED', 'some'],
  ['TRUST_FORWARDED', '10.0.0.0/40'],
  ['ALLOWED_HOSTS', 'shop.example:80'],
  ['MAX_BODY_BYTES', '0'],
  ['MAX_HEADERS', 'many'],
  ['PROCESSES', '0'],
  ['HOST_POLICY', 'drop'],
  ['TUNNELS_ON_ROLLBACK', 'maybe'],
])('%s=%s is refused', (name, value) => {
  expect(problemsOf({ ...environment, [name]: value })).toContain(`${name}:`);
});

test('no secret is in the message', () => {
  expect(problemsOf({ ...environment, BANYAN_ADMIN_TOKEN: 'hush', TESTERS_SECRET: 'hush', IDENTITY_SECRET: 'hush', CALLER_JWT_SECRET: 'hush', SESSION_TOKEN: 'hush', PORT: 'x' })).not.toMatch(/hush|secret-of-unleash/);
});
