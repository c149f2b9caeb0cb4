import { describe, expect, test } from '@jest/globals';
import type { SplitCallers } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { askSampleRatio } from '../../../migrations/gates/sample-ratio.ts';
import { atMost, randomFrom, tosses } from './random.ts';
import { reading, served } from './reading.ts';

const gate = { kind: 'sample-ratio', within: 0.25, confidence: 0.95, atLeastMs: 0 } as const;
const ask = (given: Partial<Evidence>) => askSampleRatio(gate, reading(given));
const callers = (letIn: number, leftOut: number, wentBack = 0): SplitCallers => ({ letIn, leftOut, wentBack });

describe('a cohort of 10 %', () => {
  test.each([
    ['nobody came', callers(0, 0), 'held', /no callers have been split yet/],
    ['too few', callers(10, 90), 'held', /^10 of 100 callers \(10 %\) go to the candidate, 10 % asked; between 7.5 % and 12.5 % needs odds of 20:1, have .*too few to tell$/],
    ['as asked', callers(200, 1_800), 'open', /: between 7.5 % and 12.5 % at odds of/],
    ['twice as many as asked', callers(200, 800), 'failed', /more than 12.5 % at odds/],
    ['half as many as asked', callers(100, 1_900), 'held', /it is less than 7.5 %; look at who else decides/],
    ['nobody let in', callers(0, 2_000), 'held', /it is less than 7.5 %/],
    ['callers decided now this way, now that', callers(200, 1_800, 60), 'failed', /the cohort is not stable/],
    ['one went back', callers(200, 1_800, 1), 'open', /:/],
  ])('%s', (_, seen, state, because) => {
    const verdict = ask({ cohortShare: 10, callers: seen });
    expect(verdict.because).toMatch(because);
    expect(verdict.state).toBe(state);
  });
});

describe('a weight of 90 %', () => {
  const split = (proxied: number, direct: number) => ({ directShare: 90, legacy: { ...served(0, 0), requests: proxied }, direct: { requests: direct, errors: 0 } });

  test.each([
    ['as asked', split(1_000, 9_000), 'open', /^9,000 of 10,000 requests/],
    ['the balancer’s metrics lag behind', split(1_000, 2_000), 'held', /it is less than 87.5 %/],
    ['a proxy took its counts with it', split(100, 9_000), 'held', /it is more than 92.5 %/],
  ])('%s', (_, given, state, because) => {
    const verdict = ask(given);
    expect(verdict.because).toMatch(because);
    expect(verdict.state).toBe(state);
  });
});

test('at 100 % next to nobody may be on the other side', () => {
  const all = (legacy: number) => ask({ directShare: 100, legacy: { ...served(0, 0), requests: legacy }, direct: { requests: 10_000, errors: 0 } }).state;
  expect(all(0)).toBe('open');
  expect(all(50)).toBe('open');
  expect(all(500)).toBe('held');
});

test('where nobody is split it is held', () => {
  expect(ask({ cohortShare: 0 })).toMatchObject({ state: 'held', because: 'no evidence: at this stop nobody is split' });
});

test('a proxy that does not answer holds what would open', () => {
  expect(ask({ callers: callers(200, 1_800), proxies: { answered: 1, expected: 2 } })).toMatchObject({ state: 'held', because: expect.stringContaining('only 1 of 2') });
});

test.each([-1, Number.NaN, Infinity])('a counter of %d holds it', (bad) => {
  for (const seen of [callers(bad, 1_800), callers(200, bad), callers(200, 1_800, bad)]) expect(ask({ callers: seen }).state).toBe('held');
});

describe('looked at after every hundred callers', () => {
  const RUNS = 300;
  const ever = (rate: number, state: string): number => {
    const random = randomFrom(12);
    const run = (): boolean => {
      for (let [n, letIn] = [0, 0]; n < 3_000; ) {
        [n, letIn] = [n + 100, letIn + tosses(random, 100, rate)];
        if (ask({ callers: callers(letIn, n - letIn) }).state === state) return true;
      }
      return false;
    };
    return Array.from({ length: RUNS }, run).filter(Boolean).length;
  };

  test.each([0.075, 0.125])('a share at the edge of what is asked, %d, opens in at most 5 of 100 cases', (rate) => {
    expect(ever(rate, 'open')).toBeLessThanOrEqual(atMost(0.05, RUNS));
  });

  test('the share asked for fails in at most 5 of 100 cases, and opens in most', () => {
    expect(ever(0.1, 'failed')).toBeLessThanOrEqual(atMost(0.05, RUNS));
    expect(ever(0.1, 'open')).toBeGreaterThan(0.8 * RUNS);
  });
});
