import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { NOTHING_COUNTED, NOTHING_SERVED, type GroupCounters } from '../../../../domain/counters.ts';
import { bucketEdge, latencyBucket } from '../../../../domain/latency-histogram.ts';
import type { TrafficStats } from '../../../../migrations/ports/traffic-stats.ts';
import { until } from '../../../support/until.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { startFakeProxy, type FakeProxy } from './fake-proxy.ts';
import { createWorld, type World } from './world.ts';

const HOUR = 3_600_000;

let account: OpenAccount;
let world: World;
let stats: TrafficStats;
let proxies: FakeProxy[];
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  world = await createWorld(account);
  stats = world.adapters.stats;
  proxies = [];
});
afterEach(async () => {
  world.close();
  for (const proxy of proxies) await proxy.close();
});

/** Starts a proxy and waits until Cloud Map knows it. */
async function start(name: string, startedAt: number): Promise<FakeProxy> {
  proxies.push(await startFakeProxy(world, name, startedAt));
  await until(async () => ((await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).proxies.answered === proxies.length ? true : undefined));
  return proxies.at(-1) as FakeProxy;
}

const legacyServed = (requests: number, latency: Record<string, number> = {}): GroupCounters => ({ ...NOTHING_COUNTED, legacy: { ...NOTHING_SERVED, requests, latency } });

test('a mark holds what every proxy has counted, and evidence is what came after it', async () => {
  const [one, other] = [await start('one', Date.now() - HOUR), await start('other', Date.now() - HOUR)];
  one.counters = legacyServed(100);
  other.counters = legacyServed(50);
  const mark = await stats.mark('catalog');
  expect(mark.proxies).toEqual({ one: legacyServed(100), other: legacyServed(50) });

  one.counters = { ...legacyServed(130), lastLegacyAt: 7 };
  const evidence = await stats.since('catalog', mark);
  expect(evidence).toMatchObject({ since: mark.at, legacy: { requests: 30 }, lastLegacyAt: 7, direct: { requests: 0, errors: 0 }, proxies: { answered: 2, expected: 2 } });
});

test('a proxy that started after the mark counts from zero, one that was there and is unknown to the mark proves nothing', async () => {
  const early = await start('early', Date.now() - HOUR);
  const mark = { ...(await stats.mark('catalog')), proxies: {} };
  early.counters = { ...legacyServed(1000), lastLegacyAt: mark.at - 5 };
  const late = await start('late', mark.at + 1);
  late.counters = legacyServed(3);
  const { legacy, lastLegacyAt } = await stats.since('catalog', mark);
  expect(legacy.requests).toBe(3);
  expect(lastLegacyAt).toBe(mark.at - 5);
});

test('slow is above legacy’s p99 over all proxies, and unknown while legacy has answered less than 100 times', async () => {
  const [one, other] = [await start('one', Date.now() - HOUR), await start('other', Date.now() - HOUR)];
  const [quick, slow] = [latencyBucket(10), latencyBucket(500)];
  one.counters = legacyServed(60, { [quick]: 60 });
  other.counters = legacyServed(39, { [quick]: 37, [slow]: 2 });
  expect((await stats.mark('catalog')).slowAboveMs).toBeNull();
  other.counters = legacyServed(40, { [quick]: 38, [slow]: 2 });
  expect((await stats.mark('catalog')).slowAboveMs).toBe(bucketEdge(slow));
  other.counters = legacyServed(240, { [quick]: 238, [slow]: 2 });
  expect((await stats.mark('catalog')).slowAboveMs).toBe(bucketEdge(quick));
});

test('with a proxy missing there is no mark, and evidence says that it is incomplete', async () => {
  await start('one', 0);
  const dead = await start('dead', 0);
  const mark = await stats.mark('catalog');
  await dead.close();
  proxies.pop();
  await expect(stats.mark('catalog')).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining(`:${world.config.proxy.reportPort}`) });
  expect((await stats.since('catalog', mark)).proxies).toEqual({ answered: 1, expected: 2 });
});

test('where there is no proxy at all one is missing', async () => {
  await expect(stats.mark('catalog')).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining(`proxy.${world.config.namespace}`) });
  expect((await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).proxies).toEqual({ answered: 0, expected: 1 });
});

test('differences of all proxies are told as one', async () => {
  const group = { signature: 's', route: 'GET /a', legacyStatus: 200, candidateStatus: 200, fields: [], count: 2, firstSeen: 1, lastSeen: 2, samples: [] };
  for (const name of ['one', 'other']) (await start(name, 0)).differences = [group];
  expect(await stats.differences('catalog')).toEqual([{ ...group, count: 4 }]);
});
