import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allDifferences } from '../../../../domain/merge-differences.ts';
import { createAwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import { readPrometheusReports } from '../../../../migrations/adapters/prometheus/prometheus-reports.ts';
import type { TrafficStats } from '../../../../migrations/ports/traffic-stats.ts';
import { trafficStatsContract } from '../../../contract/traffic-stats.ts';
import { NOTHING_COUNTED, type GroupCounters } from '../../../../domain/counters.ts';
import { realClock } from '../../../support/real-clock.ts';
import { until } from '../../../support/until.ts';
import { startFakePrometheus, targetOf } from '../prometheus/fake-prometheus.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { startFakeProxy, type FakeProxy } from './fake-proxy.ts';
import { createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

const answered = async (stats: TrafficStats): Promise<number> => (await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).proxies.answered;

async function openReports() {
  const world = await createWorld(account);
  const { stats } = world.adapters;
  const proxies = new Set<FakeProxy>();
  return {
    world,
    port: stats,
    /** Resolves once Cloud Map knows it. */
    startProxy: async (name: string, startedAt: number): Promise<FakeProxy> => {
      const proxy = await startFakeProxy(world, name, startedAt);
      proxies.add(proxy);
      await until(async () => ((await answered(stats)) === proxies.size ? true : undefined));
      return proxy;
    },
    stopProxy: async (proxy: FakeProxy): Promise<void> => {
      proxies.delete(proxy);
      await proxy.close();
    },
    close: async (): Promise<void> => {
      world.close();
      for (const proxy of proxies) await proxy.close();
    },
  };
}

trafficStatsContract('the proxies’ own reports', async () => {
  const { port, startProxy, stopProxy, close } = await openReports();
  return {
    port,
    async start(name, startedAt) {
      const proxy = await startProxy(name, startedAt);
      return { set: (counters) => void (proxy.counters = counters), die: () => stopProxy(proxy) };
    },
    close,
  };
});

trafficStatsContract('Prometheus', async () => {
  const { config, close } = await createWorld(account);
  const prometheus = await startFakePrometheus();
  const from = { prometheus: prometheus.url, job: 'banyan-proxy' };
  const adapters = createAwsAdapters({ ...config, stats: { ...config.stats, from } }, realClock, () => readPrometheusReports({ url: from.prometheus, job: from.job, clock: realClock }));
  return {
    port: adapters.stats,
    async start(name, startedAt) {
      let counters: GroupCounters = NOTHING_COUNTED;
      const target = targetOf(from.job, startedAt, () => counters);
      prometheus.targets.set(`${name}:9901`, target);
      return { set: (now) => void (counters = now), die: async () => void (target.up = false) };
    },
    async close() {
      adapters.close();
      close();
      await prometheus.close();
    },
  };
});

test('what was learned of noise is that of all proxies together', async () => {
  const { port: stats, startProxy: start, close } = await openReports();
  for (const [proxy, asks] of [['one', false], ['two', true]] as const) (await start(proxy, 0)).noise = { asks, samples: { 'GET /a': 3 }, fields: [] };
  expect((await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).noise).toEqual({ asks: true, samples: { 'GET /a': 6 }, fields: [] });
  await close();
});

test('differences are told of every proxy, and those of one that is gone are not forgotten', async () => {
  const { port: stats, startProxy: start, stopProxy, close } = await openReports();
  const group = { signature: 's', route: 'GET /a', legacyStatus: 200, candidateStatus: 200, fields: [], count: 2, firstSeen: 1, lastSeen: 2, samples: [], everyMs: 1 };
  const routes = [{ route: 'GET /a', compared: 10 }];
  const read = async () => allDifferences((await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).differences);
  const restarted = await start('restarted', 0);
  for (const proxy of [restarted, await start('other', 0)]) Object.assign(proxy, { routes, differences: [group] });
  expect(await read()).toEqual({ routes: [{ route: 'GET /a', compared: 20 }], differences: [{ ...group, count: 4 }] });

  await stopProxy(restarted);
  Object.assign(await start('restarted-anew', 0), { routes: [{ route: 'GET /a', compared: 1 }], differences: [{ ...group, count: 1 }] });
  expect(await read()).toMatchObject({ routes: [{ compared: 21 }], differences: [{ count: 5 }] });
  await close();
});
