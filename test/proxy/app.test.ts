import { describe, expect, test } from '@jest/globals';
import { ask, askAs } from './support/client.ts';
import { startTestProxy } from './support/proxy.ts';
import { refusingUrl, startUpstream, type Upstream } from './support/upstream.ts';
import { until } from './support/until.ts';

const side = (name: string): Promise<Upstream> => startUpstream((_req, res) => res.end(name));

test('one line and one count for each request, without the query and without who called', async () => {
  const [legacy, candidate] = [await side('legacy'), await side('candidate')];
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { testers: ['ada'] } });
  await askAs('ada', proxy.port, '/api/products/7?token=hush');
  await askAs('bob-the-secret', proxy.port, '/api/products/7?token=hush');
  await ask(proxy.port, '/api/products/7');
  await ask(proxy.port, '/cart?token=hush');
  const lines = proxy.logged.filter((line) => 'status' in line);
  expect(lines.map(({ group, upstream, reason, path }) => [group, upstream, reason, path])).toEqual([
    ['catalog', 'candidate', 'in-cohort', '/api/products/7'],
    ['catalog', 'legacy', 'not-in-cohort', '/api/products/7'],
    ['catalog', 'legacy', 'anonymous', '/api/products/7'],
    [null, 'legacy', 'no-group', '/cart'],
  ]);
  expect(JSON.stringify(proxy.logged)).not.toMatch(/hush|bob-the-secret/);
  const metrics = (await ask(proxy.adminPort, '/metrics')).body;
  expect(metrics).toContain('banyan_requests_total{group="catalog",upstream="candidate",reason="in-cohort",status="2xx"} 1');
  expect(metrics).toContain('banyan_requests_total{group="",upstream="legacy",reason="no-group",status="2xx"} 1');
  expect(metrics).toContain('banyan_first_byte_seconds_count{group="catalog",upstream="legacy"} 2');
  expect(metrics).toContain('banyan_flags_fresh 1');
});

test('the caller may be named by a header', async () => {
  const [legacy, candidate] = [await side('legacy'), await side('candidate')];
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { testers: ['ada'] }, config: { caller: { sources: [{ kind: 'header', name: 'X-User' }], tokens: null } } });
  expect((await ask(proxy.port, '/api/products', { headers: { 'x-user': 'ada' } })).body).toBe('candidate');
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('legacy');
});

test('a request that comes back to the proxy is refused instead of going round for ever', async () => {
  let port = 0;
  const legacy = await startUpstream((req, res) => {
    void ask(port, '/loop', { headers: req.headers as Record<string, string> }).then((answer) => res.writeHead(answer.status).end(answer.body));
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  port = proxy.port;
  expect((await ask(proxy.port, '/loop')).status).toBe(508);
  expect(legacy.requests).toHaveLength(1);
});

test('another proxy before this one is no loop', async () => {
  const legacy = await side('legacy');
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  expect((await ask(proxy.port, '/x', { headers: { 'x-banyan-proxy': 'another' } })).status).toBe(200);
  expect(legacy.requests[0]?.headers['x-banyan-proxy']).toBe(`another, ${proxy.name}`);
});

test('the load balancer’s health check is answered by the proxy itself', async () => {
  const proxy = await startTestProxy({ legacy: await refusingUrl(), candidate: await refusingUrl() });
  expect((await ask(proxy.port, '/banyan/healthz')).status).toBe(200);
});

describe('the flag server', () => {
  test('a switched-off flag takes the callers back', async () => {
    const [legacy, candidate] = [await side('legacy'), await side('candidate')];
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 } });
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
    await proxy.setFlags({ on: false, cohort: 100 });
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('legacy');
  });

  test('goes down: the last flags hold until they are stale, then everybody is on legacy', async () => {
    const [legacy, candidate] = [await side('legacy'), await side('candidate')];
    const proxy = await startTestProxy({
      legacy: legacy.url,
      candidate: candidate.url,
      flags: { cohort: 100 },
      config: { unleash: { url: '', token: 'client-token', refreshMs: 15, staleMs: 400, stream: false } },
    });
    proxy.flagServer.fail(404);
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('candidate');
    await until('the flags to be stale', async () => (await proxy.report()).flags === 'stale');
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('legacy');
    await until('the line', () => proxy.logged.some((line) => line['reason'] === 'flags-stale'));
  });
});

test('a candidate that no name leads to costs its callers nothing', async () => {
  const legacy = await side('legacy');
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: 'http://nobody.banyan.invalid:3000', flags: { cohort: 100 } });
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('legacy');
  await until('the line', () => proxy.logged.some((line) => line['reason'] === 'candidate-unknown'));
});
