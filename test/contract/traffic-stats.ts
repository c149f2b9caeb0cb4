import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NOTHING_COUNTED, NOTHING_SERVED, type GroupCounters } from '../../domain/counters.ts';
import { bucketEdge, latencyBucket } from '../../domain/latency-histogram.ts';
import type { TrafficStats } from '../../migrations/ports/traffic-stats.ts';

/** One proxy, as far as its counters of the group "catalog" go. */
export interface CountingProxy {
  set(counters: GroupCounters): void;
  /** It goes without a word. */
  die(): Promise<void>;
}

export interface TrafficWorld {
  readonly port: TrafficStats;
  /** Epoch milliseconds. Resolves once it can be asked. */
  start(name: string, startedAt: number): Promise<CountingProxy>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
export const legacyServed = (requests: number, latency: Record<string, number> = {}): GroupCounters => ({ ...NOTHING_COUNTED, legacy: { ...NOTHING_SERVED, requests, latency } });

/** What every source of traffic statistics does, wherever it has the proxies' counters from. */
export function trafficStatsContract(name: string, make: () => Promise<TrafficWorld>): void {
  describe(`the traffic statistics contract, kept by ${name}`, () => {
    let world: TrafficWorld;
    let stats: TrafficStats;
    beforeEach(async () => {
      world = await make();
      stats = world.port;
    });
    afterEach(() => world.close());
    const longAgo = (): number => Date.now() - HOUR;

    test('a mark holds what every proxy has counted, and evidence is what came after it', async () => {
      const [one, other] = [await world.start('one', longAgo()), await world.start('other', longAgo())];
      one.set(legacyServed(100));
      other.set(legacyServed(50));
      const mark = await stats.mark('catalog');
      expect(Object.values(mark.proxies).map(({ legacy }) => legacy.requests).toSorted((a, b) => b - a)).toEqual([100, 50]);
      one.set({ ...legacyServed(130), lastLegacyAt: 7_000 });
      const evidence = await stats.since('catalog', mark);
      expect(evidence).toMatchObject({ since: mark.at, legacy: { requests: 30 }, usual: { requests: 150 }, lastLegacyAt: 7_000, direct: { requests: 0, errors: 0 }, proxies: { answered: 2, expected: 2 } });
    });

    test('every counter comes through as it was counted', async () => {
      const counters: GroupCounters = {
        legacy: { requests: 10, errors: 1, sessions: 5, sessionErrors: 0.25, latency: { '-3': 4, '92': 6 } },
        candidate: { requests: 7, errors: 2, sessions: 3, sessionErrors: 1.5, latency: { '40': 7 } },
        fallbacks: 2,
        comparisons: { ...NOTHING_COUNTED.comparisons, compared: 9, differing: 2, failed: 1, sessions: 4, sessionDiffering: 0.75, sessionFailures: { legacyOnly: 0, candidateOnly: 0.5, both: 0 }, recent: { '989123': { sessions: 4, differing: 0.75, legacyOnly: 0, candidateOnly: 0.5 } }, dropped: { ...NOTHING_COUNTED.comparisons.dropped, busy: 3 } },
        callers: { letIn: 11, leftOut: 90, wentBack: 1 },
        lastLegacyAt: 1_750_000_000_000,
        lastCandidateAt: 1_750_000_001_000,
      };
      const mark = { at: longAgo() - HOUR, proxies: {}, slowAboveMs: null };
      const proxy = await world.start('one', longAgo());
      proxy.set(counters);
      const { legacy, candidate, comparisons, callers, lastLegacyAt } = await stats.since('catalog', mark);
      expect({ legacy, candidate, comparisons, callers, lastLegacyAt }).toEqual({ legacy: counters.legacy, candidate: counters.candidate, comparisons: counters.comparisons, callers: counters.callers, lastLegacyAt: counters.lastLegacyAt });
      expect(Object.values((await stats.mark('catalog')).proxies)).toEqual([counters]);
    });

    test('a proxy that started after the mark counts from zero, one that was there and is unknown to the mark proves nothing', async () => {
      const early = await world.start('early', longAgo());
      const mark = { ...(await stats.mark('catalog')), proxies: {} };
      const before = Math.floor(mark.at / 1_000) * 1_000 - 5_000;
      early.set({ ...legacyServed(1_000), lastLegacyAt: before });
      const late = await world.start('late', mark.at + 1);
      late.set(legacyServed(3));
      const { legacy, lastLegacyAt } = await stats.since('catalog', mark);
      expect(legacy.requests).toBe(3);
      expect(lastLegacyAt).toBe(before);
    });

    test('slow is above legacy’s p99 over all proxies, and unknown while legacy has answered less than 100 times', async () => {
      const [one, other] = [await world.start('one', longAgo()), await world.start('other', longAgo())];
      const [quick, slow] = [latencyBucket(10), latencyBucket(500)];
      one.set(legacyServed(60, { [quick]: 60 }));
      other.set(legacyServed(39, { [quick]: 37, [slow]: 2 }));
      expect((await stats.mark('catalog')).slowAboveMs).toBeNull();
      other.set(legacyServed(40, { [quick]: 38, [slow]: 2 }));
      expect((await stats.mark('catalog')).slowAboveMs).toBe(bucketEdge(slow));
      other.set(legacyServed(240, { [quick]: 238, [slow]: 2 }));
      expect((await stats.mark('catalog')).slowAboveMs).toBe(bucketEdge(quick));
    });

    test('with a proxy missing there is no mark, and evidence says that it is incomplete', async () => {
      await world.start('one', longAgo());
      const dead = await world.start('dead', longAgo());
      const mark = await stats.mark('catalog');
      await dead.die();
      await expect(stats.mark('catalog')).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE', message: expect.stringContaining(':') });
      expect((await stats.since('catalog', mark)).proxies).toEqual({ answered: 1, expected: 2 });
    });

    test('where there is no proxy at all one is missing', async () => {
      await expect(stats.mark('catalog')).rejects.toMatchObject({ code: 'PROXY_UNREACHABLE' });
      expect((await stats.since('catalog', { at: 0, proxies: {}, slowAboveMs: null })).proxies).toEqual({ answered: 0, expected: 1 });
    });

    test('a group that nobody has asked for is nothing, not an error', async () => {
      await world.start('one', longAgo());
      const { legacy, candidate, lastLegacyAt } = await stats.since('orders', { at: 0, proxies: {}, slowAboveMs: null });
      expect({ legacy, candidate, lastLegacyAt }).toEqual({ legacy: NOTHING_SERVED, candidate: NOTHING_SERVED, lastLegacyAt: null });
    });
  });
}
