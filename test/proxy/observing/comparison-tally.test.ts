import { expect, test } from '@jest/globals';
import { RECENT_BLOCK_MS } from '../../../domain/counters.ts';
import { createComparisonTally, type Compared } from '../../../proxy/observing/comparison-tally.ts';

const both = (legacyStatus: number, candidateStatus: number | null): Compared => ({ outcome: candidateStatus === null ? 'failed' : 'equal', legacyStatus, candidateStatus });

test('what failed on which side of a pair is told apart, as shares of the session', () => {
  const clock = { ms: 0 };
  const tally = createComparisonTally(() => clock.ms);
  for (const [legacy, candidate] of [[200, 200], [200, 500], [200, null], [503, 200], [500, 500], [404, 404], [200, 200], [200, 200]] as const) tally.record('ada', both(legacy, candidate));
  clock.ms = 5_000;
  expect(tally.counters()).toMatchObject({ compared: 8, sessions: 1, sessionFailures: { legacyOnly: 1 / 8, candidateOnly: 2 / 8, both: 1 / 8 } });
});

test('sessions are told by the half-hour in which they ended', () => {
  const clock = { ms: 0 };
  const tally = createComparisonTally(() => clock.ms);
  tally.record('ada', both(200, 200));
  clock.ms = RECENT_BLOCK_MS;
  tally.record('bob', both(200, 500));
  clock.ms = RECENT_BLOCK_MS + 5_000;
  expect(tally.counters().recent).toEqual({ 1: { sessions: 2, differing: 0, legacyOnly: 0, candidateOnly: 1 } });
  clock.ms = 3 * RECENT_BLOCK_MS;
  tally.record('cyd', both(200, 200));
  clock.ms += 5_000;
  expect(Object.keys(tally.counters().recent)).toEqual(['1', '3']);
});

test('only a day of half-hours is kept', () => {
  const clock = { ms: 0 };
  const tally = createComparisonTally(() => clock.ms);
  for (let block = 0; block < 60; block++) {
    clock.ms = block * RECENT_BLOCK_MS;
    tally.record('ada', both(200, 200));
    clock.ms += 5_000;
    tally.counters();
  }
  const { recent, sessions } = tally.counters();
  expect(sessions).toBe(60);
  expect([Object.keys(recent).length, Object.keys(recent)[0]]).toEqual([48, '12']);
});
