import { expect, test } from '@jest/globals';
import type { RecentSessions } from '../../../domain/counters.ts';
import { watchErrors, watchParity } from '../../../migrations/gates/watch.ts';
import { comparisons, reading } from './reading.ts';

const block = (sessions: number, given: Partial<RecentSessions> = {}): RecentSessions => ({ sessions, differing: 0, legacyOnly: 0, candidateOnly: 0, ...given });
const seen = (blocks: readonly RecentSessions[]) => reading({ comparisons: comparisons(0, 0, { recent: Object.fromEntries(blocks.map((each, i) => [981_792 + i, each])) }) });
const parity = (blocks: readonly RecentSessions[]) => watchParity({ kind: 'parity-watch', mismatchBelow: 0.001 }, seen(blocks));
const errors = (blocks: readonly RecentSessions[]) => watchErrors({ kind: 'error-watch', margin: 0.005 }, seen(blocks));
const good = Array.from({ length: 40 }, () => block(2_000, { differing: 1 }));

test.each([
  ['nothing compared yet', [], 'held'],
  ['a day of good traffic', good, 'open'],
  ['a few differences at once', [...good, block(2_000, { differing: 6 })], 'open'],
  ['1 % differ since half an hour, after a good day', [...good, block(2_000, { differing: 20 })], 'failed'],
  ['0.4 % differ since two hours, after a good day', [...good, ...Array.from({ length: 4 }, () => block(2_000, { differing: 8 }))], 'failed'],
  ['0.4 % differed, but no longer', [...Array.from({ length: 2 }, () => block(2_000, { differing: 8 })), ...good, ...good], 'open'],
])('parity: %s', (_, blocks, state) => {
  expect(parity(blocks).state).toBe(state);
});

test.each([
  ['nothing compared yet', [], 'held'],
  ['legacy and its copies fail together, and one alone as often as the other', Array.from({ length: 40 }, () => block(2_000, { legacyOnly: 5, candidateOnly: 5 })), 'open'],
  ['worse by less than the margin', Array.from({ length: 40 }, () => block(2_000, { candidateOnly: 8 })), 'open'],
  ['2 % more fail since half an hour', [...good, block(2_000, { candidateOnly: 40 })], 'failed'],
])('errors: %s', (_, blocks, state) => {
  expect(errors(blocks).state).toBe(state);
});

test('the verdict says what was seen and how rare a false alarm is', () => {
  expect(parity([block(2_000, { differing: 1 })]).because).toMatch(
    /^1 of 2,000 sessions \(0\.05 %\) differ within 30 m: no sign that it has become more than 0\.1 % \([\d.]+:1 of 10,000:1; a false alarm comes once in 208\.3 d or more rarely\)$/,
  );
});

test('an alarm is not silenced by a proxy that does not answer', () => {
  const evidence = { ...seen([block(2_000, { differing: 100 })]), proxies: { answered: 1, expected: 2 } };
  expect(watchParity({ kind: 'parity-watch', mismatchBelow: 0.001 }, evidence).state).toBe('failed');
});

test.each([block(-1), block(2_000, { differing: 2_001 }), block(2_000, { candidateOnly: Number.NaN }), block(Infinity)])('counters that cannot be hold it: %j', (bad) => {
  expect(parity([...good, bad]).state).toBe('held');
  expect(errors([...good, bad]).state).toBe('held');
});
