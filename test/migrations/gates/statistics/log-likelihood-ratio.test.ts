import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logLikelihoodRatio, oddsMixture } from '../../../../migrations/gates/statistics/log-likelihood-ratio.ts';

const rate = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

test('a share wins at most what a linear bet wins, whose mean is 1: sessions may be bet on by their share', () => {
  fc.assert(
    fc.property(share, rate, rate, (sum, q, p) => {
      const linear = (sum * q) / p + ((1 - sum) * (1 - q)) / (1 - p);
      expect(Math.exp(logLikelihoodRatio({ n: 1, sum }, q, p))).toBeLessThanOrEqual(linear * (1 + 1e-9));
    }),
  );
});

test('a bet on odds is the bet on the rate with these odds', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000 }), share, rate, fc.double({ min: 0.01, max: 100, noNaN: true }), (n, part, p, odds) => {
      const tally = { n, sum: part * n };
      const q = (odds * p) / (1 + (odds - 1) * p);
      expect(oddsMixture(tally, [odds], p)).toBeCloseTo(logLikelihoodRatio(tally, q, p), 3);
    }),
  );
});

test('a bet on a rate that the data rule out is lost, and one against such a rate is won', () => {
  expect(logLikelihoodRatio({ n: 5, sum: 1 }, 0, 0.1)).toBe(-Infinity);
  expect(logLikelihoodRatio({ n: 5, sum: 1 }, 0.1, 0)).toBe(Infinity);
  expect(logLikelihoodRatio({ n: 5, sum: 1 }, 0, 0)).toBe(0);
  expect(logLikelihoodRatio({ n: 5, sum: 5 }, 1, 0.5)).toBeCloseTo(5 * Math.log(2), 12);
});
