import { describe, expect, test } from '@jest/globals';
import type { ProxyConfig } from '../../../proxy/config/config.ts';
import { readConfig } from '../../../proxy/config/config.ts';
import { shownConfig } from '../../../proxy/admin/shown-config.ts';
import { ask, exchangeRaw, openRaw } from '../support/client.ts';
import { ADMIN_TOKEN, startTestProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

async function start(config: Partial<ProxyConfig> = {}) {
  const upstream = await startUpstream((_req, res) => res.end('ok'));
  return startTestProxy({ legacy: upstream.url, candidate: upstream.url, flags: { cohort: 0, testers: ['ada'] }, config });
}

const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
const PAGES = ['/healthz', '/readyz', '/metrics', '/jwks.json', '/report', '/config'];

test('every page says that nobody is to keep it or take it for something else, and lets no other site read it', async () => {
  const proxy = await start();
  for (const page of [...PAGES.filter((each) => each !== '/jwks.json'), '/nothing', '/decision', '/override']) {
    const { headers } = await ask(proxy.adminPort, page, { headers: { origin: 'http://evil.example' } });
    expect([page, headers['cache-control'], headers['x-content-type-options']]).toEqual([page, 'no-store', 'nosniff']);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control') || name === 'x-powered-by' || name === 'etag')).toEqual([]);
  }
});

describe('a page asked in a way that it is not', () => {
  test.each<[string, string, string]>([
    ...PAGES.flatMap((page): [string, string, string][] => [['POST', page, 'GET, HEAD'], ['DELETE', page, 'GET, HEAD'], ['OPTIONS', page, 'GET, HEAD']]),
    ['PUT', '/decision', 'GET, HEAD'],
    ['GET', '/override', 'POST'],
    ['GET', '/override/catalog', 'DELETE'],
    ['GET', '/passes', 'POST'],
  ])('%s %s: 405, with what it takes', async (method, page, allow) => {
    const proxy = await start();
    const answer = await ask(proxy.adminPort, page, { method, headers: bearer });
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
  });
});

test.each(['/HEALTHZ', '/healthz/', '//healthz', '/healthz/..', '/%68ealthz/', '/override/', '/../../etc/passwd', '/__proto__', '/constructor', '/report%00', '/metrics;x'])('%s is no page', async (path) => {
  const proxy = await start();
  expect((await ask(proxy.adminPort, path)).status).toBe(404);
});

test.each<[string, string, number]>([
  ['an escape that is none', 'DELETE /override/%E0%A4%A HTTP/1.1', 400],
  ['a very long address', `GET /report?${'x'.repeat(8_000)} HTTP/1.1`, 414],
  ['more headers than anybody needs', `GET /report HTTP/1.1\r\n${'X-A: b\r\n'.repeat(200)}X: y`, 431],
])('%s is refused, and the next one served', async (_what, head, status) => {
  const proxy = await start();
  expect(await exchangeRaw(proxy.adminPort, `${head}\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nConnection: close\r\n\r\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect((await ask(proxy.adminPort, '/healthz')).status).toBe(200);
});

test('so much is done at once and no more; callers are served meanwhile', async () => {
  const proxy = await start();
  // Orders whose end does not come stay under way.
  const held = Array.from({ length: 16 }, () => openRaw(proxy.adminPort));
  for (const each of held) each.send(`POST /override HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
  await until('it to be busy', async () => (await ask(proxy.adminPort, '/healthz')).status === 503);
  expect((await ask(proxy.adminPort, '/metrics')).headers['retry-after']).toBe('1');
  expect((await ask(proxy.port, '/cart')).status).toBe(200);
  for (const each of held) each.destroy();
  await until('it to be free again', async () => (await ask(proxy.adminPort, '/metrics')).status === 200);
});

describe('GET /decision', () => {
  const decision = async (query: string, headers: Record<string, string> = bearer, config: Partial<ProxyConfig> = {}) => ask((await start(config)).adminPort, `/decision?${query}`, { headers });

  test('tells how a request would be decided, why, and what from; nothing is sent', async () => {
    const upstream = await startUpstream((_req, res) => res.end('ok'));
    const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url, flags: { cohort: 0, testers: ['ada'] } });
    const explain = async (query: string) => JSON.parse((await ask(proxy.adminPort, `/decision?${query}`, { headers: bearer })).body) as unknown;
    const state = { overridden: false, resting: false, candidateKnown: true, flag: 'on' };
    expect(await explain('path=/api/products/7%3Fq%3D1&caller=ada')).toEqual({ group: 'catalog', upstream: 'candidate', reason: 'in-cohort', because: "the flag's strategies let this caller in", state: { ...state, admitted: true }, flags: 'fresh' });
    expect(await explain('method=POST&path=/api/products&caller=bob')).toMatchObject({ upstream: 'legacy', reason: 'not-in-cohort', state: { ...state, admitted: false } });
    expect(await explain('path=/api/products')).toMatchObject({ reason: 'anonymous', state: { ...state, admitted: null } });
    expect(await explain('path=/cart&caller=ada')).toMatchObject({ group: null, upstream: 'legacy', reason: 'no-group', state: null });
    expect(upstream.requests).toEqual([]);
    expect(JSON.stringify(proxy.logged)).not.toMatch(/"ada"|bob/);
  });

  test.each<[string, Record<string, string>, Partial<ProxyConfig>, number]>([
    ['without the token', {}, {}, 401],
    ['with a wrong one', { authorization: 'Bearer operators-tokem' }, {}, 401],
    ['of a proxy that has none', bearer, { admin: { host: '127.0.0.1', port: 0, token: null } }, 403],
  ])('%s it tells nothing', async (_how, headers, config, status) => {
    const answer = await decision('path=/api/products&caller=ada', headers, config);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('legacy');
  });

  test.each(['', 'path=api', 'path=/a&path=/b', 'path=/a&method=get', 'path=/a&until=noon', 'path[a]=/b'])('%p is not understood', async (query) => {
    expect((await decision(query)).status).toBe(400);
  });
});

describe('GET /config', () => {
  test('shows the configuration, and no secret of it', async () => {
    const group = {
      name: 'catalog',
      patterns: ['/api/products'],
      candidate: 'http://catalog.shop.internal:3000',
      shadow: { timeoutMs: 1, masks: {}, unordered: [] },
      cohort: { timeoutMs: 1 },
      rewrite: {
        request: { paths: [], query: { remove: [], rename: {}, set: { key: 'HUSH-query' } }, headers: { remove: [], rename: {}, set: { 'X-Api-Key': 'HUSH-header' } }, cookies: { remove: [], rename: {}, set: { a: 'HUSH-cookie' } } },
        answer: { headers: { remove: [], rename: {}, set: {} }, cookies: { remove: [], rename: {} } },
        hook: null,
      },
      identity: true,
    };
    const config = readConfig({
      LEGACY_URL: 'http://monolith.shop.internal:3000',
      UNLEASH_URL: 'http://unleash:4242/api',
      UNLEASH_TOKEN: 'HUSH-unleash',
      BANYAN_ADMIN_TOKEN: 'HUSH-operators',
      TESTERS_SECRET: 'HUSH-testers-and-thirty-two-bytes-long',
      CALLER: 'jwt:sub,cookie:sid',
      CALLER_JWT_SECRET: 'HUSH-callers-and-thirty-two-bytes-long',
      SESSION_URL: 'http://monolith.shop.internal:3000/session',
      SESSION_TOKEN: 'HUSH-session',
      IDENTITY_SECRET: 'HUSH-identity-and-thirty-two-bytes-long,HUSH-identity-of-yesterday-32-bytes',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://ada:HUSH@otel.example/v1/traces?api-key=HUSH',
      BANYAN_ROUTE_GROUPS: JSON.stringify([group]),
    });
    const proxy = await start({ ...config, listen: { host: '127.0.0.1', port: 0 }, admin: { host: '127.0.0.1', port: 0, token: 'HUSH-operators' }, unleash: { ...config.unleash, token: 'client-token' }, tracing: null });
    const { status, body } = await ask(proxy.adminPort, '/config');
    expect(status).toBe(200);
    expect(body + JSON.stringify(shownConfig(config))).not.toMatch(/HUSH/);
    expect(JSON.parse(body)).toMatchObject({ legacy: { address: { host: 'monolith.shop.internal', port: 3000 } }, admin: { token: '(hidden)' }, drainMs: 1_000, groups: [{ candidate: 'http://catalog.shop.internal:3000', rewrite: { request: { headers: { set: '(hidden)' } } } }] });
    expect(shownConfig(config)).toMatchObject({ tracing: { url: 'https://(hidden)@otel.example/v1/traces?(hidden)' } });
  });

  test('nothing that is no plain value is shown', () => {
    expect(shownConfig({ a: new Map([['x', 'HUSH']]), b: Buffer.from('HUSH'), c: () => 'HUSH', d: new URL('http://a:HUSH@b/'), e: null, f: [1, true], token: null })).toEqual({ a: '(hidden)', b: '(hidden)', c: '(hidden)', d: 'http://(hidden)@b/', e: null, f: [1, true], token: null });
  });
});
