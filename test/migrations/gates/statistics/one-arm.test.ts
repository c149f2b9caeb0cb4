import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { goodOutcomesNeeded, logAbove, logBelow } from '../../../../migrations/gates/statistics/one-arm.ts';
import { atMost, randomFrom, tossesBefore } from '../random.ts';

const ODDS_OF_20 = Math.log(20);
const tally = fc.tuple(fc.nat({ max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true })).map(([n, share]) => ({ n, sum: share * n }));
const bound = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

const wald = (q: number, p: number, n: number, sum: number): number => (q / p) ** sum * ((1 - q) / (1 - p)) ** (n - sum);

test('the evidence is the mixture as written in the books', () => {
  const shares = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  const below = 0.25 * wald(0, 0.01, 500, 2) + shares.reduce((sum, share) => sum + (0.75 / 12) * wald(share * 0.01, 0.01, 500, 2), 0);
  expect(logBelow({ n: 500, sum: 2 }, 0.01)).toBeCloseTo(Math.log(below), 9);
  const above = [1.2, 1.5, 2, 3, 5, 10].reduce((sum, odds) => sum + wald((odds * 0.01) / (1 + (odds - 1) * 0.01), 0.01, 500, 12) / 6, 0);
  expect(logAbove({ n: 500, sum: 12 }, 0.01)).toBeCloseTo(Math.log(above), 9);
});

test.each([
  [0.01, 299],
  [0.005, 598],
  [0.001, 2_995],
])('a candidate without a difference shows a bound of %d within 1.3 times the %d sessions that no test can do without', (p, least) => {
  const needed = goodOutcomesNeeded({ n: 0, sum: 0 }, p, ODDS_OF_20);
  expect(needed).toBeGreaterThanOrEqual(least);
  expect(needed).toBeLessThanOrEqual(1.3 * least);
});

test('what is said to be needed is just enough', () => {
  const needed = goodOutcomesNeeded({ n: 900, sum: 3.5 }, 0.01, ODDS_OF_20) ?? 0;
  expect(logBelow({ n: 900 + needed, sum: 3.5 }, 0.01)).toBeGreaterThanOrEqual(ODDS_OF_20);
  expect(logBelow({ n: 899 + needed, sum: 3.5 }, 0.01)).toBeLessThan(ODDS_OF_20);
  expect(goodOutcomesNeeded({ n: 1e6, sum: 0 }, 0.01, ODDS_OF_20)).toBe(0);
  expect(goodOutcomesNeeded({ n: 1e9, sum: 1e9 }, 1e-9, ODDS_OF_20)).toBeNull();
});

test('a good outcome more never lowers the evidence for, a bad one never that against', () => {
  fc.assert(
    fc.property(tally, bound, fc.integer({ min: 1, max: 1e6 }), ({ n, sum }, p, more) => {
      const rounding = 1e-9 * (n + more);
      expect(logBelow({ n: n + more, sum }, p)).toBeGreaterThanOrEqual(logBelow({ n, sum }, p) - rounding);
      expect(logAbove({ n: n + more, sum: sum + more }, p)).toBeGreaterThanOrEqual(logAbove({ n, sum }, p) - rounding);
    }),
  );
});

test('it is a number for every tally, from none to a thousand million, none bad to all bad', () => {
  const extreme = fc.oneof(tally, fc.constantFrom({ n: 0, sum: 0 }, { n: 1e9, sum: 0 }, { n: 1e9, sum: 1e9 }, { n: 1, sum: 1 }));
  fc.assert(fc.property(extreme, bound, (seen, p) => [logBelow(seen, p), logAbove(seen, p)].every((nats) => !Number.isNaN(nats) && nats < Infinity)));
});

describe('a candidate that is exactly as bad as the bound is judged wrongly in at most 5 of 100 cases', () => {
  const P = 0.01;
  const RUNS = 1_500;
  const SESSIONS = 20_000;

  // Evidence only rises between two bad sessions, so to look before each is to look after every session.
  const promoted = (random: () => number): boolean => {
    for (let [n, sum] = [0, 0]; n < SESSIONS; n++, sum++) {
      n += tossesBefore(random, P);
      if (logBelow({ n: Math.min(n, SESSIONS), sum }, P) >= ODDS_OF_20) return true;
    }
    return false;
  };

  test('promoted in as few, looking after every session', () => {
    const random = randomFrom(1);
    const promotions = Array.from({ length: RUNS }, () => promoted(random)).filter(Boolean).length;
    expect(promotions).toBeLessThanOrEqual(atMost(0.05, RUNS));
    expect(promotions).toBeGreaterThan(0.02 * RUNS);
  });

  test('and failed in as few, looking after every bad one', () => {
    const random = randomFrom(2);
    const failed = (): boolean => {
      for (let n = 0, sum = 0; n < SESSIONS; ) {
        n += tossesBefore(random, P) + 1;
        sum += 1;
        if (logAbove({ n, sum }, P) >= ODDS_OF_20) return true;
      }
      return false;
    };
    expect(Array.from({ length: RUNS }, failed).filter(Boolean).length).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });
});

test('a candidate with ten times the differences that are allowed is failed within 150 sessions', () => {
  const random = randomFrom(3);
  const lengths = Array.from({ length: 200 }, () => {
    let [n, sum] = [0, 0];
    while (logAbove({ n, sum }, 0.01) < ODDS_OF_20) {
      n++;
      if (random() < 0.1) sum++;
    }
    return n;
  });
  expect(lengths.reduce((sum, n) => sum + n, 0) / lengths.length).toBeLessThan(150);
});
