import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { logSumExp } from '../../../../migrations/gates/statistics/log-sum-exp.ts';
import type { Bet } from '../../../../migrations/gates/statistics/least-evidence.ts';
import type { Tally } from '../../../../migrations/gates/statistics/tally.ts';
import { logNotWorse, logWorse, notWorseBets, worseBet } from '../../../../migrations/gates/statistics/two-arms.ts';
import { atMost, randomFrom, tosses } from '../random.ts';

const ODDS_OF_20 = Math.log(20);
const arm = (most: number): fc.Arbitrary<Tally> => fc.tuple(fc.nat({ max: most }), fc.double({ min: 0, max: 1, noNaN: true })).map(([n, share]) => ({ n, sum: Math.round(share ** 3 * n * 20) / 20 }));
/** What was known of legacy beforehand, right or wrong. */
const expected = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const margin = fc.double({ min: 1e-4, max: 0.9, noNaN: true });
const wonAt = (bets: readonly Bet[], t: number): number => logSumExp(bets.map((bet) => Math.log(bet.weight) + bet.least(t, t)));

describe('the evidence is what has been won against every rate that the null allows', () => {
  const STEPS = 1_000;

  /** The least on a grid that is denser near 0, and on finer and finer ones around it. An end that the data rule out under bet and null alike has no value. */
  const scan = (bets: readonly Bet[], high: number): number => {
    const rate = (step: number): number => high * Math.min(1, Math.max(0, step / STEPS) ** 2);
    let [least, best] = [Infinity, 0];
    const visit = (step: number): void => {
      const nats = wonAt(bets, rate(step));
      if (nats < least) [least, best] = [nats, step];
    };
    for (let step = 0; step <= STEPS; step++) visit(step);
    for (const fine of [0.01, 0.0001]) {
      const bottom = best;
      for (let part = -100; part <= 100; part++) visit(bottom + part * fine);
    }
    return least;
  };

  test.each(['not worse', 'worse'])('%s: never more than against any one rate, and at most 1 % less than the least', (claim) => {
    fc.assert(
      fc.property(arm(2_000), arm(2_000), margin, expected, (legacy, candidate, by, usual) => {
        const notWorse = claim === 'not worse';
        const bets = notWorse ? notWorseBets(legacy, candidate, by, usual) : [worseBet(legacy, candidate)];
        const least = scan(bets, notWorse ? 1 - by : 1);
        const found = notWorse ? logNotWorse(legacy, candidate, by, usual) : logWorse(legacy, candidate);
        expect(found).toBeLessThanOrEqual(least + 1e-9);
        expect(found).toBeGreaterThanOrEqual(least - 0.011 * Math.max(1, Math.abs(least)));
      }),
      { numRuns: 50 },
    );
  });

  test('no bet has won less at any rate of a range than is said of the range', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(arm(1e6), arm(1e6), margin, expected, fc.tuple(part, part, part), (legacy, candidate, by, usual, parts) => {
        const check = (bet: Bet, high: number): void => {
          const [from = 0, t = 0, to = 0] = parts.map((each) => high * (1e-12 + each * 0.999)).toSorted((a, b) => a - b);
          expect(bet.least(t, t) - bet.least(from, to)).not.toBeLessThan(-1e-9 * (1 + legacy.n + candidate.n));
        };
        for (const bet of notWorseBets(legacy, candidate, by, usual)) check(bet, 1 - by);
        check(worseBet(legacy, candidate), 1);
      }),
    );
  });
});

test('it is a number for every pair of tallies', () => {
  const extreme = fc.oneof(arm(1e9), fc.constantFrom({ n: 0, sum: 0 }, { n: 1e9, sum: 0 }, { n: 1e9, sum: 1e9 }, { n: 1, sum: 1 }, { n: 1e9, sum: 0.01 }));
  fc.assert(
    fc.property(extreme, extreme, fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), expected, (legacy, candidate, by, usual) => {
      const nats = [logNotWorse(legacy, candidate, by, usual), logWorse(legacy, candidate)];
      expect(nats.some((each) => Number.isNaN(each) || each === Infinity)).toBe(false);
    }),
  );
});

test('nothing seen shows nothing', () => {
  const nothing = { n: 0, sum: 0 };
  expect(logNotWorse(nothing, nothing, 0.01, 0)).toBeLessThanOrEqual(1e-12);
  expect(logWorse(nothing, { n: 50, sum: 50 })).toBeLessThanOrEqual(0);
  expect(logNotWorse({ n: 1e6, sum: 0 }, nothing, 0.01, 0)).toBeLessThanOrEqual(0);
});

type PerSide = { readonly legacy: number; readonly candidate: number };

interface Question {
  readonly evidence: (legacy: Tally, candidate: Tally) => number;
  readonly bets: (legacy: Tally, candidate: Tally) => readonly Bet[];
  /** The rate between the arms that is true in the simulation. */
  readonly trueRate: number;
}

/** Streams of both arms, looked at `looks` times: in how many runs the evidence ever reaches odds of 20. */
function runsReaching20(runs: number, looks: number, perLook: PerSide, rates: PerSide, question: Question): number {
  const random = randomFrom(42);
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const [legacy, candidate] = [{ n: 0, sum: 0 }, { n: 0, sum: 0 }];
    for (let look = 0; look < looks; look++) {
      for (const [side, n, p] of [[legacy, perLook.legacy, rates.legacy], [candidate, perLook.candidate, rates.candidate]] as const) {
        side.n += n;
        side.sum += tosses(random, n, p);
      }
      // The evidence is at most what was won against the true rate (tested above): where that is short of the goal there is no need to search.
      if (wonAt(question.bets(legacy, candidate), question.trueRate) < ODDS_OF_20) continue;
      if (question.evidence(legacy, candidate) < ODDS_OF_20) continue;
      hits++;
      break;
    }
  }
  return hits;
}

describe('however often one looks', () => {
  const RUNS = 120;

  test.each([
    { by: 0.05, legacy: 0.02, usual: null, perLook: { legacy: 10, candidate: 10 } },
    { by: 0.01, legacy: 0, usual: 0, perLook: { legacy: 90, candidate: 10 } },
    { by: 0.01, legacy: 0.01, usual: 0.01, perLook: { legacy: 50, candidate: 50 } },
    { by: 0.01, legacy: 0.01, usual: 0.015, perLook: { legacy: 50, candidate: 50 } },
  ])('a candidate that is worse by the whole margin is promoted in at most 5 of 100 cases: %j', ({ by, legacy, usual, perLook }) => {
    const rates = { legacy, candidate: legacy + by };
    const promoted = runsReaching20(RUNS, 200, perLook, rates, { evidence: (l, c) => logNotWorse(l, c, by, usual), bets: (l, c) => notWorseBets(l, c, by, usual), trueRate: legacy });
    expect(promoted).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });

  test.each([
    { rate: 0.02, perLook: { legacy: 20, candidate: 20 } },
    { rate: 0.005, perLook: { legacy: 90, candidate: 10 } },
  ])('a candidate that is as good as legacy is failed in at most 5 of 100 cases: %j', ({ rate, perLook }) => {
    const failed = runsReaching20(RUNS, 200, perLook, { legacy: rate, candidate: rate }, { evidence: logWorse, bets: (l, c) => [worseBet(l, c)], trueRate: rate });
    expect(failed).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });
});

/** What one outcome of rate `p` tells against rate `q`, in nats. */
function divergence(p: number, q: number): number {
  return (p === 0 ? 0 : p * Math.log(p / q)) + (1 - p) * Math.log((1 - p) / (1 - q));
}

/** ln 20 by the least, over the null, of what one outcome of the candidate and `ratio` of legacy tell when both have this rate. */
function optimum(rate: number, by: number, ratio: number): number {
  let least = Infinity;
  for (let step = 1; step < 10_000; step++) {
    const t = (1 - by) * (step / 10_000) ** 2;
    least = Math.min(least, ratio * divergence(rate, t) + divergence(rate, t + by));
  }
  return ODDS_OF_20 / least;
}

describe('samples needed, against the least that any test needs that knows both rates', () => {
  test.each([
    [0.05, 1],
    [0.01, 1],
    [0.01, 9],
    [0.01, 99],
  ])('two sides without an error, margin %d, %d of legacy for one of the candidate: at most 1.35 times, and 1.2 times where legacy was known', (by, ratio) => {
    const needed = (usual: number | null): number => {
      let n = 1;
      while (logNotWorse({ n: n * ratio, sum: 0 }, { n, sum: 0 }, by, usual) < ODDS_OF_20) n++;
      return n / optimum(0, by, ratio);
    };
    expect(needed(null)).toBeLessThanOrEqual(1.35);
    expect(needed(0)).toBeLessThanOrEqual(1.2);
  });

  test('what is known of legacy makes the gate open sooner, and what is known wrongly little later', () => {
    const [legacy, candidate] = [{ n: 36_000, sum: 360 }, { n: 4_000, sum: 40 }];
    const evidence = (usual: number | null) => logNotWorse(legacy, candidate, 0.005, usual);
    expect(evidence(0.01)).toBeGreaterThan(evidence(null));
    expect(evidence(0.3)).toBeGreaterThan(evidence(null) - Math.log(4) - 0.1);
  });
});

test('a larger margin is never harder to show: what is said to be the bound is one', () => {
  fc.assert(
    fc.property(arm(20_000), arm(20_000), margin, fc.double({ min: 1, max: 3, noNaN: true }), expected, (legacy, candidate, by, times, usual) => {
      fc.pre(by * times < 1);
      const [less, more] = [logNotWorse(legacy, candidate, by, usual), logNotWorse(legacy, candidate, by * times, usual)];
      // Bets around a known rate stand further apart at a larger margin: where odds are short of 20 that can cost a little.
      if (less >= ODDS_OF_20) expect(more).toBeGreaterThanOrEqual(ODDS_OF_20 - 0.1);
    }),
  );
});
