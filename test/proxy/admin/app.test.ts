import { describe, expect, test } from '@jest/globals';
import type { ProxyConfig } from '../../../proxy/config/config.ts';
import { ask, askAs } from '../support/client.ts';
import { ADMIN_TOKEN, startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startUpstream } from '../support/upstream.ts';

async function proxyWithCohort(config: Partial<ProxyConfig> = {}) {
  const legacy = await startUpstream((_req, res) => res.end('legacy'));
  const candidate = await startUpstream((_req, res) => res.end('candidate'));
  return startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 }, config });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
const order = (headers: Record<string, string>, body: unknown = { group: 'catalog', to: 'legacy' }) => ({ method: 'POST', headers, body: JSON.stringify(body) });

test('an operator takes a group back to legacy at once, and lets it go again', async () => {
  const proxy = await proxyWithCohort();
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
  expect((await ask(proxy.adminPort, '/override', order(bearer(ADMIN_TOKEN)))).status).toBe(200);
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('legacy');
  expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_override{group="catalog"} 1');
  expect((await ask(proxy.adminPort, '/override/catalog', { method: 'DELETE', headers: bearer(ADMIN_TOKEN) })).status).toBe(200);
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
});

describe('nobody else writes', () => {
  test.each<[string, Record<string, string>]>([
    ['without a token', {}],
    ['with a wrong one', bearer('operators-tokem')],
    ['with part of it', bearer('operators')],
    ['with another scheme', { authorization: `Basic ${ADMIN_TOKEN}` }],
    ['with an empty one', bearer('')],
  ])('%s', async (_how, headers) => {
    const proxy = await proxyWithCohort();
    expect((await ask(proxy.adminPort, '/override', order(headers))).status).toBe(401);
    expect((await ask(proxy.adminPort, '/override/catalog', { method: 'DELETE', headers })).status).toBe(401);
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
  });

  test('at all, where the proxy has no token', async () => {
    const proxy = await proxyWithCohort({ admin: { host: '127.0.0.1', port: 0, token: null } });
    expect((await ask(proxy.adminPort, '/override', order(bearer('null')))).status).toBe(403);
  });
});

test.each<[string, unknown, number]>([
  ['another side', { group: 'catalog', to: 'candidate' }, 400],
  ['an unknown member', { group: 'catalog', to: 'legacy', until: 'noon' }, 400],
  ['an unknown group', { group: 'cart', to: 'legacy' }, 404],
  ['no object', [], 400],
])('an order with %s is refused', async (_what, body, status) => {
  const proxy = await proxyWithCohort();
  expect((await ask(proxy.adminPort, '/override', order(bearer(ADMIN_TOKEN), body))).status).toBe(status);
});

test('what cannot be read is answered in JSON, without the proxy’s insides', async () => {
  const proxy = await proxyWithCohort();
  const answer = await ask(proxy.adminPort, '/override', { method: 'POST', headers: bearer(ADMIN_TOKEN), body: '{"group":' });
  expect([answer.status, JSON.parse(answer.body)]).toEqual([400, { error: 'The request cannot be read.' }]);
  expect(JSON.parse((await ask(proxy.adminPort, '/nothing')).body)).toEqual({ error: 'There is no such page.' });
});

test('the report has the counters of every group', async () => {
  const proxy = await proxyWithCohort();
  await askAs('ada', proxy.port, '/api/products');
  const report = await proxy.report();
  expect(report).toMatchObject({ proxy: proxy.name, flags: 'fresh', groups: { catalog: { candidate: { requests: 1, errors: 0 }, legacy: { requests: 0 }, fallbacks: 0, lastLegacyAt: null, differences: [] } } });
  expect(report.groups['catalog']?.lastCandidateAt).toBeGreaterThanOrEqual(report.startedAt);
  expect(Object.values(report.groups['catalog']?.candidate.latency ?? {})).toEqual([1]);
});

test('alive and ready, before the flag server has answered', async () => {
  const proxy = await startTestProxy({ legacy: await refusingUrl(), candidate: await refusingUrl() });
  expect((await ask(proxy.adminPort, '/healthz')).status).toBe(200);
  expect(JSON.parse((await ask(proxy.adminPort, '/readyz')).body)).toEqual({ ready: true, flags: 'fresh' });
});
