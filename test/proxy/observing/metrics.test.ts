import { describe, expect, test } from '@jest/globals';
import { METHODS } from 'node:http';
import { AggregatorRegistry, Registry } from 'prom-client';
import { createRequestMetrics } from '../../../proxy/observing/request-metrics.ts';
import { createRetryBudget } from '../../../proxy/forwarding/retry-budget.ts';
import { ask, askAs, exchangeRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../support/upstream.ts';

async function metricsOf(proxy: { readonly adminPort: number }): Promise<string> {
  return (await ask(proxy.adminPort, '/metrics')).body;
}

const decision = { group: 'catalog', upstream: 'candidate', reason: 'in-cohort' } as const;

describe('labels are bounded', () => {
  test('whatever methods, paths, callers and headers are sent, and whatever upstreams answer', async () => {
    let status = 100;
    const upstream = await startRawUpstream((socket, head) => void socket.end(`HTTP/1.1 ${(status = 200 + ((status + 37) % 800))} ok\r\nX-Group: ${head.length}\r\nContent-Length: 0\r\n\r\n`));
    const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url, flags: { cohort: 50 } });
    for (const method of METHODS.filter((each) => each !== 'CONNECT')) await exchangeRaw(proxy.port, `${method} /api/products/${method}"{}\\ HTTP/1.1\r\nHost: shop\r\nCookie: sid=${method}\r\nConnection: close\r\n\r\n`);
    for (let i = 0; i < 60; i++) await askAs(`caller-${i}`, proxy.port, i % 2 ? `/api/products/${i}` : `/${i}/%0a"}{group="evil`, { headers: { 'x-request-id': `evil-${i}` } }).catch(() => {});
    const metrics = await metricsOf(proxy);
    const values = new Map<string, Set<string>>();
    for (const [, name = '', value = ''] of metrics.split('\n').filter((line) => line.startsWith('banyan_')).join('\n').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) values.set(name, (values.get(name) ?? new Set()).add(value));
    expect([...values.get('group')!].toSorted()).toEqual(['', 'catalog']);
    expect([...values.get('upstream')!].toSorted()).toEqual(['candidate', 'legacy']);
    expect([...values.get('status')!].filter((each) => !/^([1-5]xx|none|other|[45]\d\d)$/.test(each))).toEqual([]);
    expect(values.get('status')).toContain('other');
    expect([...values.get('address')!]).toEqual([upstream.url]);
    expect(metrics).not.toMatch(/evil|caller-|PROPFIND/);
    expect(metrics.split('\n').filter((line) => line.startsWith('banyan_requests_total{')).length).toBeLessThan(60);
  });

  test('an example is attached to none', async () => {
    const upstream = await startUpstream((_req, res) => res.end());
    const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url });
    await ask(proxy.port, '/cart', { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    expect(await metricsOf(proxy)).not.toMatch(/ # \{|0af765/);
  });
});

describe('the histogram', () => {
  function measured(...times: readonly number[]): Registry {
    const registry = new Registry();
    const metrics = createRequestMetrics(registry);
    for (const ms of times) metrics.served({ decision, status: 200, ms, failure: null }, 0, 0);
    return registry;
  }

  test('is what Prometheus expects: buckets that include those below, a sum in seconds, a count', async () => {
    const text = await measured(0.5, 1, 1.1, 30, 60_000).metrics();
    const value = (sample: string) => Number(text.split('\n').find((line) => line.startsWith(`banyan_first_byte_seconds${sample} `))?.split(' ')[1]);
    const labels = 'group="catalog",upstream="candidate"';
    expect(['0.001', '0.0025', '0.025', '0.05', '10', '+Inf'].map((le) => value(`_bucket{le="${le}",${labels}}`))).toEqual([2, 3, 3, 4, 4, 5]);
    expect(value(`_sum{${labels}}`)).toBeCloseTo(60.0326, 9);
    expect(value(`_count{${labels}}`)).toBe(5);
  });

  test('adds up over processes by prom-client’s own means, as all the others do', async () => {
    const parts = [await measured(1, 3).getMetricsAsJSON(), await measured(30).getMetricsAsJSON()];
    const text = await AggregatorRegistry.aggregate(parts).metrics();
    expect(text).toContain('banyan_first_byte_seconds_count{group="catalog",upstream="candidate"} 3');
    expect(text).toContain('banyan_first_byte_seconds_bucket{le="0.005",group="catalog",upstream="candidate"} 2');
    expect(text).toContain('banyan_requests_total{group="catalog",upstream="candidate",reason="in-cohort",status="2xx"} 3');
  });
});

test('connections to upstreams: opened, open, and how much was sent on them', async () => {
  const upstream = await startUpstream((_req, res) => res.end());
  const proxy = await startTestProxy({ legacy: upstream.url, candidate: await refusingUrl(), flags: { cohort: 100 } });
  for (let i = 0; i < 5; i++) await ask(proxy.port, '/cart');
  await askAs('ada', proxy.port, '/api/products');
  const metrics = await metricsOf(proxy);
  const of = (address: string) => ['connections_opened_total', 'connections', 'connection_failures_total', 'sends_total'].map((name) => Number(new RegExp(`banyan_upstream_${name}{address="${address}"} (\\d+)`).exec(metrics)?.[1]));
  expect(of(upstream.url)).toEqual([upstream.connections(), upstream.connections(), 0, 6]);
  expect(metrics).toMatch(/banyan_upstream_connection_failures_total\{address="http:\/\/127\.0\.0\.1:\d+"\} 1/);
});

test('a retry that is denied is counted', () => {
  const budget = createRetryBudget({ now: () => 0, share: 0, leastPerSecond: 0.1 });
  expect([budget.withdraw(), budget.withdraw(), budget.withdraw()]).toEqual([true, false, false]);
  expect([budget.granted, budget.denied]).toEqual([1, 2]);
});

test('fallbacks, those that were denied, failures by kind, and a loop', async () => {
  const legacy = await startUpstream((_req, res) => res.end());
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), flags: { cohort: 100 } });
  await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: 'x' });
  await ask(proxy.port, '/cart', { headers: { 'x-banyan-proxy': proxy.name } });
  await legacy.close();
  await ask(proxy.port, '/cart');
  const metrics = await metricsOf(proxy);
  for (const line of ['banyan_fallbacks_total{group="catalog"} 1', 'banyan_fallbacks_denied_total{group="catalog"} 0', 'banyan_own_answers_total{why="loop"} 1', 'banyan_own_answers_total{why="fault"} 0']) expect(metrics).toContain(line);
  expect(metrics).toMatch(/banyan_upstream_failures_total\{group="",upstream="legacy",failure="(unreachable|broken)"\} 1/);
});

test('flags: fresh, and how old', async () => {
  const upstream = await startUpstream((_req, res) => res.end());
  const proxy = await startTestProxy({ legacy: upstream.url, candidate: upstream.url });
  const metrics = await metricsOf(proxy);
  expect(metrics).toContain('banyan_flags_fresh 1');
  expect(Number(/^banyan_flags_age_seconds (\S+)$/m.exec(metrics)?.[1])).toBeLessThan(5);
});
