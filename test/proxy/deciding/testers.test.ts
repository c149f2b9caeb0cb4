import { describe, expect, test } from '@jest/globals';
import { mintPass } from '../../../proxy/deciding/tester-pass.ts';
import { ask, askAs, exchangeRaw } from '../support/client.ts';
import { ADMIN_TOKEN, startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const SECRET = 'a secret for testers, long enough to keep';
const TO_CANDIDATE = new Map([['catalog', 'candidate']] as const);
const TO_LEGACY = new Map([['catalog', 'legacy']] as const);
const pass = (wishes: Parameters<typeof mintPass>[1]) => mintPass(SECRET, wishes, Date.now() + 60_000);

async function startShop(options: Partial<TestProxyOptions> = {}) {
  const legacy = await startUpstream((_req, res) => res.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end('legacy'));
  const candidate = await startUpstream((_req, res) => res.end('candidate'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, ...options, config: { testersSecret: SECRET, ...options.config } });
  const askWith = (headers: Record<string, string>, path = '/api/products') => ask(proxy.port, path, { headers });
  return { legacy, candidate, proxy, askWith };
}

const order = (body: unknown, token = ADMIN_TOKEN) => ({ method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a tester gets to the candidate that nobody else gets to, and back to legacy from a cohort', async () => {
  const { proxy, askWith } = await startShop({ flags: { testers: ['ada'] } });
  expect((await askWith({ 'x-banyan-override': pass(TO_CANDIDATE) })).body).toBe('candidate');
  expect((await askWith({ cookie: `banyan-override=${pass(TO_CANDIDATE)}` })).body).toBe('candidate');
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
  expect((await askAs('ada', proxy.port, '/api/products', { headers: { 'x-banyan-override': pass(TO_LEGACY) } })).body).toBe('legacy');
  await until('the lines', () => proxy.logged.filter((line) => line['reason'] === 'tester').length === 3);
});

test('rolling back takes testers back too: by the flag, and by an operator', async () => {
  const { proxy, askWith } = await startShop({ flags: { cohort: 10 } });
  const asTester = async () => (await askWith({ 'x-banyan-override': pass(TO_CANDIDATE) })).body;
  expect(await asTester()).toBe('candidate');
  await proxy.setFlags({ on: false, cohort: 10 });
  expect(await asTester()).toBe('legacy');
  await proxy.setFlags({ on: true, cohort: 10 });
  expect(await asTester()).toBe('candidate');
  await ask(proxy.adminPort, '/override', order({ group: 'catalog', to: 'legacy' }));
  expect(await asTester()).toBe('legacy');
});

test('a forged pass is no pass, costs its bearer nothing, and is counted', async () => {
  const { proxy, askWith } = await startShop();
  const forged = mintPass('another secret for testers, and long', TO_CANDIDATE, Date.now() + 60_000);
  expect((await askWith({ 'x-banyan-override': forged })).body).toBe('legacy');
  const metrics = (await ask(proxy.adminPort, '/metrics')).body;
  expect(metrics).toContain('banyan_passes_refused_total{reason="forged"} 1');
  expect(metrics).toContain('banyan_passes_refused_total{reason="expired"} 0');
});

test('no upstream gets a tester’s header', async () => {
  const { legacy, candidate, askWith } = await startShop();
  await askWith({ 'x-banyan-override': pass(TO_CANDIDATE), 'x-banyan-debug': '1' });
  await askWith({ 'x-banyan-override': pass(TO_LEGACY), 'x-banyan-debug': '1' });
  for (const { headers } of [...legacy.requests, ...candidate.requests]) expect(Object.keys(headers).filter((name) => /override|debug/.test(name))).toEqual([]);
  expect([legacy.requests.length, candidate.requests.length]).toEqual([1, 1]);
});

describe('the decision in the answer', () => {
  const shown = async ({ askWith }: Awaited<ReturnType<typeof startShop>>, headers: Record<string, string>, path?: string) => (await askWith(headers, path)).headers['x-banyan-decision'];

  test('is shown to a tester who asks', async () => {
    const shop = await startShop();
    const any = mintPass(SECRET, new Map(), Date.now() + 60_000);
    expect(await shown(shop, { 'x-banyan-override': pass(TO_CANDIDATE), 'x-banyan-debug': '1' })).toBe('group=catalog, upstream=candidate, reason=tester');
    expect(await shown(shop, { 'x-banyan-override': any, 'x-banyan-debug': '1' })).toBe('group=catalog, upstream=legacy, reason=anonymous');
    expect(await shown(shop, { 'x-banyan-override': any, 'x-banyan-debug': '1' }, '/cart')).toBe('upstream=legacy, reason=no-group');
  });

  test('is the one that was carried out', async () => {
    const broken = await startUpstream((_req, res) => void res.writeHead(503).end());
    const shop = await startShop({ candidate: broken.url });
    expect(await shown(shop, { 'x-banyan-override': pass(TO_CANDIDATE), 'x-banyan-debug': '1' })).toBe('group=catalog, upstream=legacy, reason=fallback');
  });

  test('leaves the other headers as they are', async () => {
    const { proxy } = await startShop();
    const answer = await exchangeRaw(proxy.port, `GET /cart HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nX-Banyan-Debug: 1\r\nX-Banyan-Override: ${pass(TO_LEGACY)}\r\n\r\n`);
    expect(answer.match(/^set-cookie: .*$/gim)).toEqual(['Set-Cookie: a=1', 'Set-Cookie: b=2']);
  });

  test('is shown to nobody else', async () => {
    const shop = await startShop();
    expect(await shown(shop, { 'x-banyan-debug': '1' })).toBeUndefined();
    expect(await shown(shop, { 'x-banyan-debug': '1', 'x-banyan-override': 'catalog=candidate&exp=9999999999&sig=x' })).toBeUndefined();
    expect(await shown(shop, { 'x-banyan-override': pass(TO_CANDIDATE) })).toBeUndefined();
  });
});

describe('operators mint passes', () => {
  test('that work', async () => {
    const { proxy, askWith } = await startShop();
    const { status, body } = await ask(proxy.adminPort, '/passes', order({ groups: { catalog: 'candidate' }, seconds: 60 }));
    const minted = JSON.parse(body) as { pass: string; expiresAt: number };
    expect([status, (await askWith({ 'x-banyan-override': minted.pass })).body]).toEqual([200, 'candidate']);
    expect(minted.expiresAt - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test.each<[string, unknown, string, number]>([
    ['a wrong token', { groups: { catalog: 'candidate' } }, 'operators-tokem', 401],
    ['an unknown group', { groups: { cart: 'candidate' } }, ADMIN_TOKEN, 404],
    ['an unknown side', { groups: { catalog: 'both' } }, ADMIN_TOKEN, 400],
    ['no end in sight', { seconds: 31 * 86_400 }, ADMIN_TOKEN, 400],
  ])('not with %s', async (_what, body, token, status) => {
    const { proxy } = await startShop();
    expect((await ask(proxy.adminPort, '/passes', order(body, token))).status).toBe(status);
  });

  test('only at a proxy that knows testers', async () => {
    const { proxy } = await startShop({ config: { testersSecret: null } });
    expect((await ask(proxy.adminPort, '/passes', order({}))).status).toBe(409);
  });
});

test('a group that stays while the flags are stale keeps the callers it had, and takes in nobody', async () => {
  const unleash = { url: '', token: 'client-token', refreshMs: 15, staleMs: 100, stream: false };
  const { proxy } = await startShop({ flags: { testers: ['ada'] }, whenFlagsAreStale: 'stay', config: { unleash } });
  proxy.flagServer.fail(404);
  await until('the flags to be stale', async () => (await proxy.report()).flags === 'stale');
  const polls = proxy.flagServer.polls();
  await until('the SDK to be built anew', () => proxy.flagServer.polls() > polls);
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
  expect((await askAs('bob', proxy.port, '/api/products')).body).toBe('legacy');
  await until('the lines', () => ['flags-stale-stayed', 'flags-stale'].every((reason) => proxy.logged.some((line) => line['reason'] === reason)));
});
