import { describe, expect, test } from '@jest/globals';
import { NOTHING_COUNTED, NOTHING_SERVED } from '../../../domain/counters.ts';
import { NO_NOISE } from '../../../domain/noise.ts';
import type { ProxyReport } from '../../../domain/proxy-report.ts';
import { mergeMetrics } from '../../../proxy/cluster/merge-metrics.ts';
import { createTally, type Snapshot } from '../../../proxy/cluster/tally.ts';
import { sumGroup } from '../../../migrations/adapters/proxy-reports.ts';

const report = (requests: number, flags: ProxyReport['flags'] = 'fresh'): ProxyReport => ({
  proxy: `worker-${requests}`,
  startedAt: 5,
  flags,
  groups: { catalog: { ...NOTHING_COUNTED, legacy: { ...NOTHING_SERVED, requests, latency: { 7: requests } }, lastLegacyAt: requests, routes: [], differences: [], noise: { ...NO_NOISE, samples: { 'GET /a': requests } } } },
});
const metrics = (requests: number, fresh = 1) => `# HELP banyan_requests_total Requests.\n# TYPE banyan_requests_total counter\nbanyan_requests_total{path="a b"} ${requests}\n\n# HELP banyan_flags_fresh Fresh.\n# TYPE banyan_flags_fresh gauge\nbanyan_flags_fresh ${fresh}\n\n# HELP banyan_shadow_bytes Bytes.\n# TYPE banyan_shadow_bytes gauge\nbanyan_shadow_bytes 10\n`;
const seen = (requests: number): Snapshot => ({ report: report(requests), metrics: metrics(requests) });
const own = { proxy: 'one-name', startedAt: 1 };

describe('what processes have counted', () => {
  test('is one proxy’s, as the engine reads it', () => {
    const tally = createTally(own);
    tally.saw(1, seen(3));
    tally.saw(2, seen(4));
    expect(tally.report()).toMatchObject({ ...own, flags: 'fresh' });
    expect(sumGroup([tally.report()], 'catalog').legacy).toMatchObject({ requests: 7, latency: { 7: 7 } });
    expect(tally.report().groups['catalog']?.lastLegacyAt).toBe(4);
    expect(tally.report().groups['catalog']?.noise.samples).toEqual({ 'GET /a': 7 });
  });

  test('never goes down when one of them ends, and its successor’s is added', () => {
    const tally = createTally(own);
    const requests = () => tally.report().groups['catalog']?.legacy.requests;
    tally.saw(1, seen(3));
    tally.saw(2, seen(4));
    tally.retire(1);
    expect(requests()).toBe(7);
    tally.saw(3, seen(1));
    tally.saw(2, seen(6));
    tally.retire(2);
    tally.retire(2);
    expect(requests()).toBe(10);
    expect(tally.metrics()).toContain('banyan_requests_total{path="a b"} 10\n');
    tally.retire(3);
    expect(requests()).toBe(10);
    expect(tally.report().flags).toBe('unknown');
  });

  test('leaves out what a process had only while it was there', () => {
    const tally = createTally(own);
    tally.saw(1, seen(3));
    tally.saw(2, seen(4));
    tally.retire(1);
    expect(tally.metrics()).toContain('banyan_shadow_bytes 10\n');
  });

  test('knows the flags only as well as the process that knows least of them', () => {
    const tally = createTally(own);
    tally.saw(1, seen(1));
    tally.saw(2, { report: report(1, 'stale'), metrics: metrics(1, 0) });
    expect(tally.report().flags).toBe('stale');
    expect(tally.metrics()).toContain('banyan_flags_fresh 0\n');
  });
});

test('metrics of several processes are added up, series by series', () => {
  const histogram = (a: number, b: number) => `# HELP s S\n# TYPE s histogram\ns_bucket{le="1"} ${a}\ns_bucket{le="+Inf"} ${b}\ns_sum 1.5\ns_count ${b}\n`;
  expect(mergeMetrics([histogram(1, 2), histogram(3, 5)])).toBe('# HELP s S\n# TYPE s histogram\ns_bucket{le="1"} 4\ns_bucket{le="+Inf"} 7\ns_sum 3\ns_count 7\n');
});
