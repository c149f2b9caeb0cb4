import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logPairedNotWorse, logPairedWorse, type PairedTally } from '../../../../migrations/gates/statistics/paired.ts';
import { atMost, randomFrom } from '../random.ts';

const ODDS_OF_20 = Math.log(20);
const tally: fc.Arbitrary<PairedTally> = fc
  .tuple(fc.nat({ max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, a, b]) => ({ n, candidateOnly: n * a ** 3 * 0.5, legacyOnly: n * b ** 3 * 0.5 }));
const margin = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

test('what a clean pair wins is what the books say', () => {
  const stakes = [[0.98, 0.3], [0.9, 0.2], [0.75, 0.17], [0.55, 0.13], [0.35, 0.09], [0.2, 0.06], [0.1, 0.03], [0.04, 0.02]] as const;
  const won = stakes.reduce((sum, [stake, weight]) => sum + weight * (1 + (stake / 0.99) * (0.01 + 1)) * (1 - stake) * (1 + (stake / 0.99) * 0.01) ** 498, 0);
  expect(logPairedNotWorse({ n: 500, candidateOnly: 1, legacyOnly: 1 }, 0.01)).toBeCloseTo(Math.log(won), 9);
  expect(stakes.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test('a session of several requests wins no more by its shares than by the one bet on their mean', () => {
  const share = fc.double({ min: 0, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.01, max: 0.98, noNaN: true }), (candidateOnly, legacyOnly, by, stake) => {
      const rate = stake / (1 - by);
      const oneBet = Math.log1p(rate * (by - (candidateOnly - legacyOnly)));
      const shares = candidateOnly * Math.log1p(-stake) + (1 - candidateOnly - legacyOnly) * Math.log1p(rate * by) + legacyOnly * Math.log1p(rate * (1 + by));
      expect(shares).toBeLessThanOrEqual(oneBet + 1e-12);
    }),
  );
});

test('it is a number for every tally and margin', () => {
  fc.assert(fc.property(tally, margin, (seen, by) => [logPairedNotWorse(seen, by), logPairedWorse(seen, by), logPairedWorse(seen, 0)].every((nats) => Number.isFinite(nats))));
});

test('nothing seen shows nothing', () => {
  const nothing = { n: 0, candidateOnly: 0, legacyOnly: 0 };
  expect(logPairedNotWorse(nothing, 0.01)).toBeCloseTo(0, 12);
  expect(logPairedWorse(nothing, 0.01)).toBeCloseTo(0, 12);
});

test('monotone: a pair without a failure never tells against, one that the candidate alone failed never for, and a larger margin is easier', () => {
  fc.assert(
    fc.property(tally, margin, fc.integer({ min: 1, max: 1e5 }), fc.double({ min: 1, max: 2, noNaN: true }), (seen, by, more, times) => {
      const rounding = 1e-9 * (seen.n + more);
      const cleaner = { ...seen, n: seen.n + more };
      const worse = { ...cleaner, candidateOnly: seen.candidateOnly + more };
      expect(logPairedNotWorse(cleaner, by)).toBeGreaterThanOrEqual(logPairedNotWorse(seen, by) - rounding);
      expect(logPairedNotWorse(worse, by)).toBeLessThanOrEqual(logPairedNotWorse(seen, by) + rounding);
      expect(logPairedWorse(worse, by)).toBeGreaterThanOrEqual(logPairedWorse(seen, by) - rounding);
      if (by * times < 1) expect(logPairedNotWorse(seen, by * times)).toBeGreaterThanOrEqual(logPairedNotWorse(seen, by) - rounding);
    }),
  );
});

test('what fails on both sides is nobody’s: it counts as no difference', () => {
  expect(logPairedNotWorse({ n: 800, candidateOnly: 0, legacyOnly: 0 }, 0.005)).toBeGreaterThan(ODDS_OF_20);
});

describe('however often one looks', () => {
  const RUNS = 300;
  const SESSIONS = 4_000;

  /** Runs in which the evidence ever reaches odds of 20, looked at after every pair in which one side failed alone, and before it. */
  const reaching = (candidateOnly: number, legacyOnly: number, evidence: (tally: PairedTally) => number): number => {
    const random = randomFrom(7);
    const run = (): boolean => {
      const seen = { n: 0, candidateOnly: 0, legacyOnly: 0 };
      while (seen.n < SESSIONS) {
        seen.n += Math.floor(Math.log(1 - random()) / Math.log1p(-candidateOnly - legacyOnly));
        if (evidence(seen) >= ODDS_OF_20) return true;
        seen.n += 1;
        if (random() * (candidateOnly + legacyOnly) < candidateOnly) seen.candidateOnly += 1;
        else seen.legacyOnly += 1;
        if (evidence(seen) >= ODDS_OF_20) return true;
      }
      return false;
    };
    return Array.from({ length: RUNS }, run).filter(Boolean).length;
  };

  test.each([[0.01, 0], [0.015, 0.005]])('a candidate that is worse by the margin is promoted in at most 5 of 100 cases: %d against %d', (candidateOnly, legacyOnly) => {
    expect(reaching(candidateOnly, legacyOnly, (seen) => logPairedNotWorse(seen, 0.01))).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });

  test('a candidate that fails as legacy does is failed in at most 5 of 100 cases', () => {
    expect(reaching(0.01, 0.01, (seen) => logPairedWorse(seen, 0))).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });
});
