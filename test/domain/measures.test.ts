import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { combineCounters, NOTHING_SERVED, type Served } from '../../domain/counters.ts';
import { formatDuration, parseDuration } from '../../domain/duration.ts';
import { bucketEdge, countAbove, countOf, latencyBucket, quantile } from '../../domain/latency-histogram.ts';

describe('a duration', () => {
  test.each([['500ms', 500], ['30s', 30_000], ['10m', 600_000], ['12h', 43_200_000], ['7d', 604_800_000], ['1.5s', 1_500]])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  test.each(['', '10', 's', '-1s', '1e3s', '10 m', '1w'])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
  test.each([[850, '850 ms'], [9_400, '9.4 s'], [720_000, '12 m'], [604_800_000, '7 d']])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('a latency histogram', () => {
  const durations = fc.array(fc.double({ min: 0.1, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 });
  const histogramOf = (all: readonly number[]) => {
    const counts: Record<string, number> = {};
    for (const ms of all) counts[latencyBucket(ms)] = (counts[latencyBucket(ms)] ?? 0) + 1;
    return counts;
  };

  test('puts every duration into a bucket within 5 % of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 60_000, noNaN: true }), (ms) => {
        const edge = bucketEdge(latencyBucket(ms));
        expect(edge).toBeGreaterThanOrEqual(ms * 0.999);
        expect(edge).toBeLessThanOrEqual(ms * 1.051);
      }),
    );
  });

  test('gives a quantile that so many durations do not exceed, and counts the rest above it', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, q) => {
        const histogram = histogramOf(all);
        const edge = quantile(histogram, q) ?? 0;
        const above = countAbove(histogram, edge);
        expect(countOf(histogram)).toBe(all.length);
        expect(all.length - above).toBeGreaterThanOrEqual(Math.floor(q * all.length));
        expect(above).toBe(all.filter((ms) => ms > edge * 1.0001).length);
      }),
    );
  });

  test('has no quantile when it is empty', () => {
    expect(quantile({}, 0.99)).toBeNull();
  });
});

test('adding counters and taking them off again gives what was there', () => {
  const served = (n: number): Served => ({ requests: n, errors: n % 3, sessions: n / 2, sessionErrors: n / 8, latency: { 3: n, [n]: 1 } });
  const sum = combineCounters(served(4), served(9), 1);
  expect(sum.requests).toBe(13);
  expect(sum.latency).toEqual({ 3: 13, 4: 1, 9: 1 });
  const back = combineCounters(sum, served(9), -1);
  expect({ ...back, latency: { 3: back.latency['3'], 4: back.latency['4'] } }).toEqual(served(4));
  expect(combineCounters(NOTHING_SERVED, served(4), 1)).toEqual(served(4));
});
