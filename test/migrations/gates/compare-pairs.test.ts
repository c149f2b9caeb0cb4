import { describe, expect, test } from '@jest/globals';
import type { Comparisons, PairedFailures } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import { askErrorRate } from '../../../migrations/gates/error-rate.ts';
import { comparisons, MINUTE, reading, served } from './reading.ts';

const gate = { kind: 'error-rate', margin: 0.01, confidence: 0.95, atLeastMs: 0 } as const;
const pairs = (sessions: number, failures: Partial<PairedFailures> = {}): Comparisons => comparisons(sessions, 0, { sessionFailures: { legacyOnly: 0, candidateOnly: 0, both: 0, ...failures } });
/** A reading while requests are only copied. */
const ask = (counted: Comparisons, rest: Partial<Evidence> = {}) => askErrorRate(gate, reading({ cohortShare: 0, comparisons: counted, ...rest }));

test.each([
  ['nothing compared', pairs(0), 'held'],
  ['too few', pairs(200), 'held'],
  ['enough without a failure', pairs(500), 'open'],
  ['legacy fails much, and its copies with it', pairs(500, { both: 250 }), 'open'],
  ['failures on either side, as many here as there', pairs(6_000, { candidateOnly: 12, legacyOnly: 12 }), 'open'],
  ['the candidate fails what legacy does not', pairs(500, { candidateOnly: 25 }), 'failed'],
  ['at the margin', pairs(1_000, { candidateOnly: 10 }), 'failed'],
  ['worse, and surely within the margin', pairs(100_000, { candidateOnly: 200, legacyOnly: 100 }), 'open'],
])('%s', (_, counted, state) => {
  expect(ask(counted).state).toBe(state);
});

test('the verdict counts the pairs and says what is sure', () => {
  expect(ask(pairs(500, { both: 40.5, legacyOnly: 1 })).because).toMatch(
    /^of 500 copied sessions, 0 failed on the candidate only, 1 on legacy only, 40\.5 on both, at most 0\.\d+ percentage points above legacy \(sure at 95 % at all times\): less than 1 percentage points above legacy at odds of [\d.]+:1, 20:1 asked$/,
  );
});

test('callers are no evidence while there are copies only, nor copies where there are callers', () => {
  expect(ask(pairs(0), { legacy: served(5_000, 0), candidate: served(5_000, 0) }).state).toBe('held');
  expect(ask(pairs(5_000), { cohortShare: 10 })).toMatchObject({ state: 'held', because: expect.stringContaining('the candidate has answered no sessions') });
});

describe('doubts hold what would open, and save nothing that fails', () => {
  test.each([
    ['a proxy is missing', {}, { proxies: { answered: 1, expected: 2 } }, 'only 1 of 2 proxies answered'],
    ['copies were dropped', { dropped: { ...pairs(0).dropped, busy: 9_000 } }, {}, 'of the copies were compared'],
  ])('%s', (_, more, rest, why) => {
    expect(ask({ ...pairs(500), ...more }, rest)).toMatchObject({ state: 'held', because: expect.stringContaining(why) });
    expect(ask({ ...pairs(500, { candidateOnly: 50 }), ...more }, rest).state).toBe('failed');
  });

  test('the time asked for has not passed', () => {
    const patient = (now: number, failing = 0) => askErrorRate({ ...gate, atLeastMs: 10 * MINUTE }, reading({ cohortShare: 0, comparisons: pairs(500, { candidateOnly: failing }), settledAt: 0, now }));
    expect(patient(9 * MINUTE)).toMatchObject({ state: 'held', because: expect.stringMatching(/^9 m at this stop, at least 10 m asked; so far of 500/) });
    expect(patient(9 * MINUTE, 50).state).toBe('failed');
    expect(patient(10 * MINUTE).state).toBe('open');
    expect(patient(Number.NaN).state).toBe('held');
  });
});

test.each([
  [{ candidateOnly: -1 }],
  [{ legacyOnly: Number.NaN }],
  [{ both: 501 }],
  [{ candidateOnly: 300, legacyOnly: 300 }],
])('counters that cannot be hold it: %j', (failures) => {
  expect(ask(pairs(500, failures))).toMatchObject({ state: 'held', because: expect.stringContaining('make no sense') });
});
