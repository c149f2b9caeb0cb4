import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NOTHING_COUNTED } from '../../../../domain/counters.ts';
import { readPrometheusReports, type PrometheusOptions } from '../../../../migrations/adapters/prometheus/prometheus-reports.ts';
import { startFakePrometheus, targetOf, type FakePrometheus } from './fake-prometheus.ts';

let prometheus: FakePrometheus;
let options: PrometheusOptions;
beforeEach(async () => {
  prometheus = await startFakePrometheus();
  options = { url: prometheus.url, job: 'banyan-proxy', token: 'hush-hush', clock: { now: Date.now } };
});
afterEach(() => prometheus.close());

const counters = { ...NOTHING_COUNTED, legacy: { ...NOTHING_COUNTED.legacy, requests: 5 } };
const add = (instance: string, job = 'banyan-proxy', startedAt = 1_750_000_000_000) => prometheus.targets.set(instance, targetOf(job, startedAt, () => counters));

test('a proxy is named by where it is and when it began, so that after a restart it is another; other jobs are none of ours', async () => {
  add('10.0.0.1:9901');
  add('10.0.0.9:80', 'shop');
  expect((await readPrometheusReports(options)).reports).toMatchObject([{ proxy: '10.0.0.1:9901@1750000000000', startedAt: 1_750_000_000_000, groups: { catalog: counters } }]);
  add('10.0.0.1:9901', 'banyan-proxy', 1_750_000_100_000);
  expect((await readPrometheusReports(options)).reports[0]?.proxy).toBe('10.0.0.1:9901@1750000100000');
});

test('one that is down, one whose last scrape is old, and one that tells nothing have failed to report', async () => {
  for (const instance of ['a:1', 'b:1', 'c:1', 'd:1']) add(instance);
  prometheus.targets.get('b:1')!.up = false;
  prometheus.targets.get('c:1')!.age = 400;
  prometheus.targets.set('d:1', { ...prometheus.targets.get('d:1')!, metrics: async () => '' });
  const { reports, failed } = await readPrometheusReports(options);
  expect(reports.map(({ proxy }) => proxy)).toEqual(['a:1@1750000000000']);
  expect(failed).toEqual([
    { url: 'b:1', reason: 'Prometheus cannot scrape it' },
    { url: 'c:1', reason: 'its last scrape is 400 s old' },
    { url: 'd:1', reason: expect.stringContaining('tells Prometheus nothing') },
  ]);
});

test('the token is sent, and stands in no message', async () => {
  await readPrometheusReports(options);
  expect(new Set(prometheus.authorizations)).toEqual(new Set(['Bearer hush-hush']));
  prometheus.instead = { status: 401, text: 'hush-hush' };
  const error = (await readPrometheusReports(options).catch((thrown: unknown) => thrown)) as Error;
  expect(error).toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining('answered with 401'), remedy: expect.stringContaining('PROMETHEUS_TOKEN') });
  expect(error.message).not.toContain('hush-hush');
});

describe('what is no answer of Prometheus’s is refused', () => {
  const sample = (metric: object, value: unknown) => ({ metric: { __name__: 'banyan_evidence_total', instance: 'a:1', group: 'catalog', ...metric }, value: [1, value] });
  const vector = (...result: object[]) => JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  test.each([
    ['a page', '<html>'],
    ['an error', JSON.stringify({ status: 'error', error: 'x' })],
    ['a matrix', JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } })],
    ['a value that is no text', vector(sample({}, 5))],
  ])('%s', async (_, text) => {
    prometheus.instead = { status: 200, text };
    await expect(readPrometheusReports(options)).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining('something else than samples') });
  });

  const telling = (counter: string, value: string): void => {
    add('a:1');
    const text = `banyan_started_seconds 1750000000\nbanyan_evidence_total{group="catalog",counter="${counter}"} ${value}\n`;
    prometheus.targets.set('a:1', { ...prometheus.targets.get('a:1')!, metrics: async () => text });
  };

  test.each([['legacy.requests', '-5'], ['legacy.requests', 'NaN'], ['comparisons.recent.x.sessions', '1'], ['legacy.latency.deep.er', '1']])('counters that make no sense: %s %s', async (counter, value) => {
    telling(counter, value);
    await expect(readPrometheusReports(options)).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining('makes no sense') });
  });

  test.each(['__proto__.evil', 'legacy', 'no such counter', 'constructor.prototype.evil'])('names that are no counters are left out: %s', async (counter) => {
    telling(counter, '1');
    expect((await readPrometheusReports(options)).reports[0]?.groups['catalog']).toMatchObject({ ...NOTHING_COUNTED, lastLegacyAt: null });
    expect(({} as { evil?: number }).evil).toBeUndefined();
  });
});

test('a server that is not there is said', async () => {
  const { url } = prometheus;
  await prometheus.close();
  await expect(readPrometheusReports({ ...options, url })).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining(url) });
  prometheus = await startFakePrometheus();
});
