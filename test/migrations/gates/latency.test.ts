import { expect, test } from '@jest/globals';
import { NOTHING_SERVED, type Served } from '../../../domain/counters.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Gate } from '../../../domain/gate.ts';
import { bucketEdge, latencyBucket } from '../../../domain/latency-histogram.ts';
import { askLatency } from '../../../migrations/gates/latency.ts';
import { reading } from './reading.ts';

const gate: Gate & { kind: 'latency' } = { kind: 'latency', margin: 0.02, confidence: 0.95, atLeastMs: 0 };
const SLOW = bucketEdge(latencyBucket(100));
const timed = (quick: number, slow: number): Served => ({ ...NOTHING_SERVED, latency: { [latencyBucket(20)]: quick, [latencyBucket(300)]: slow } });
const ask = (legacy: Served, candidate: Served, given: Partial<Evidence> = {}) => askLatency(gate, reading({ slowAboveMs: SLOW, legacy, candidate, ...given }));

test.each([
  ['nothing timed', timed(0, 0), timed(0, 0), 'held'],
  ['the candidate has answered nobody', timed(9_900, 100), timed(0, 0), 'held'],
  ['too few answers', timed(990, 10), timed(99, 1), 'held'],
  ['as quick as legacy', timed(99_000, 1_000), timed(9_900, 100), 'open'],
  ['a tenth slow', timed(9_900, 100), timed(900, 100), 'failed'],
  ['legacy answers nobody, the candidate as it used to', NOTHING_SERVED, timed(4_950, 50), 'open'],
  ['legacy answers nobody, the candidate slowly', NOTHING_SERVED, timed(900, 100), 'failed'],
])('%s', (_, legacy, candidate, state) => {
  expect(ask(legacy, candidate).state).toBe(state);
});

test('an answer in the bucket that holds the threshold is not slow', () => {
  const atThreshold: Served = { ...NOTHING_SERVED, latency: { [latencyBucket(100)]: 2_000 } };
  expect(ask(timed(99_000, 1_000), atThreshold)).toMatchObject({ state: 'open', evidence: { candidateBad: 0 } });
});

test('without a threshold it is held, and says why', () => {
  expect(ask(timed(99_000, 1_000), timed(9_900, 100), { slowAboveMs: null })).toMatchObject({ state: 'held', because: expect.stringContaining('legacy was not timed') });
});

test.each([0, -1, Number.NaN, Infinity, Number.MAX_VALUE])('a threshold of %d ms is nonsense, and nothing opens on it', (slowAboveMs) => {
  expect(ask(timed(99_000, 1_000), timed(9_900, 100), { slowAboveMs }).state).toBe('held');
});

test('the verdict names the threshold and the counts', () => {
  expect(ask(timed(990, 10), timed(99, 1)).because).toBe(
    'candidate: 1 of 100 requests (1 %) took over 103 ms, legacy: 10 of 1,000 requests (1 %) (counted by request, through the proxies), at most 5.9 percentage points above legacy (sure at 95 % at all times);' +
      ' less than 2 percentage points above legacy needs odds of 20:1, have 1.4:1',
  );
});

test('a proxy that does not answer holds it, but saves no slow candidate', () => {
  const proxies = { answered: 1, expected: 2 };
  expect(ask(timed(99_000, 1_000), timed(9_900, 100), { proxies }).state).toBe('held');
  expect(ask(timed(9_900, 100), timed(900, 100), { proxies }).state).toBe('failed');
});

test.each([{ x: 5 }, { 3: -1 }, { 3: Number.NaN }, { 3: 10, 90: -4 }])('a histogram that makes no sense holds it: %j', (latency) => {
  expect(ask(timed(99_000, 1_000), { ...NOTHING_SERVED, latency }).state).toBe('held');
});
