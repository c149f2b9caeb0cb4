import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { lowerBound, upperBound } from '../../../../migrations/gates/statistics/confidence.ts';
import { logAbove, logBelow } from '../../../../migrations/gates/statistics/one-arm.ts';
import { atMost, randomFrom, tossesBefore } from '../random.ts';

const ODDS_OF_20 = Math.log(20);

test.each([
  [0, 400, 0.0089, 0.0091],
  [3, 4_210, 0.0025, 0.0028],
  [0, 0, 1, 1],
  [40, 40, 1, 1],
])('%d of %d: at most between %d and %d', (sum, n, low, high) => {
  const bound = upperBound((rate) => logBelow({ n, sum }, rate), ODDS_OF_20);
  expect(bound).toBeGreaterThanOrEqual(low);
  expect(bound).toBeLessThanOrEqual(high);
});

test('nothing seen has no lower bound, and all bad has a high one', () => {
  expect(lowerBound((rate) => logAbove({ n: 0, sum: 0 }, rate), ODDS_OF_20)).toBe(0);
  expect(lowerBound((rate) => logAbove({ n: 100, sum: 100 }, rate), ODDS_OF_20)).toBeGreaterThan(0.9);
});

test('the bound and the test agree: what lies above it is shown, what lies below is not', () => {
  const tally = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true })).map(([n, share]) => ({ n, sum: share ** 3 * n }));
  fc.assert(
    fc.property(tally, (seen) => {
      const high = upperBound((rate) => logBelow(seen, rate), ODDS_OF_20);
      const low = lowerBound((rate) => logAbove(seen, rate), ODDS_OF_20);
      expect(low).toBeLessThanOrEqual(seen.sum / seen.n + 1e-7);
      expect(high).toBeGreaterThanOrEqual(Math.min(1, seen.sum / seen.n));
      if (high < 0.99) expect(logBelow(seen, high)).toBeGreaterThanOrEqual(ODDS_OF_20);
      if (high > 1e-6) expect(logBelow(seen, high * 0.99)).toBeLessThan(ODDS_OF_20);
    }),
  );
});

test('in at most 5 of 100 cases the true rate is ever above the upper bound, or below the lower one', () => {
  const [RUNS, SESSIONS, RATE] = [400, 5_000, 0.01];
  const random = randomFrom(8);
  const missed = { high: 0, low: 0 };
  for (let run = 0; run < RUNS; run++) {
    let [high, low] = [false, false];
    for (let [n, sum] = [0, 0]; n < SESSIONS && !(high && low); ) {
      n += tossesBefore(random, RATE);
      high ||= upperBound((rate) => logBelow({ n, sum }, rate), ODDS_OF_20) < RATE;
      [n, sum] = [n + 1, sum + 1];
      low ||= lowerBound((rate) => logAbove({ n, sum }, rate), ODDS_OF_20) > RATE;
    }
    if (high) missed.high += 1;
    if (low) missed.low += 1;
  }
  expect(Math.max(missed.high, missed.low)).toBeLessThanOrEqual(atMost(0.05, RUNS));
});
