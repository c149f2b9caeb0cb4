import { expect, test } from '@jest/globals';
import { latencyBucket } from '../../../domain/latency-histogram.ts';
import { createGroupTally } from '../../../proxy/observing/group-tally.ts';

test('each side has its requests, its errors (5xx and no answer), its latencies, its last moment', () => {
  const clock = { ms: 1_000 };
  const tally = createGroupTally(() => clock.ms);
  tally.served('legacy', 'ada', 200, 10);
  tally.served('legacy', 'ada', 404, 10);
  clock.ms = 2_000;
  tally.served('candidate', 'bob', 500, 20);
  tally.served('candidate', 'bob', null, 20);
  const { legacy, candidate, lastLegacyAt, lastCandidateAt } = tally.counters();
  expect(legacy).toMatchObject({ requests: 2, errors: 0, latency: { [latencyBucket(10)]: 2 } });
  expect(candidate).toMatchObject({ requests: 2, errors: 2, latency: { [latencyBucket(20)]: 2 } });
  expect([lastLegacyAt, lastCandidateAt]).toEqual([1_000, 2_000]);
});

test('a session is one bet for each side, and one for the comparison', () => {
  const clock = { ms: 0 };
  const tally = createGroupTally(() => clock.ms);
  for (const status of [200, 500]) tally.served('candidate', 'ada', status, 1);
  for (const outcome of ['equal', 'differing', 'failed', 'equal'] as const) tally.compared('ada', { outcome, legacyStatus: 200, candidateStatus: outcome === 'failed' ? null : 200 });
  clock.ms = 5_000;
  const { candidate, comparisons } = tally.counters();
  expect(candidate).toMatchObject({ sessions: 1, sessionErrors: 0.5 });
  expect(comparisons).toMatchObject({ compared: 4, differing: 2, failed: 1, sessions: 1, sessionDiffering: 0.5 });
});

test('a caller who left is time spent and no error; an answer that broke off is an error', () => {
  const tally = createGroupTally(() => 0);
  tally.abandoned('candidate', 900);
  tally.brokeOff('legacy');
  expect(tally.counters()).toMatchObject({ candidate: { requests: 1, errors: 0, latency: { [latencyBucket(900)]: 1 } }, legacy: { requests: 0, errors: 1 } });
});

test('counters once read do not change any more', () => {
  const tally = createGroupTally(() => 0);
  const before = structuredClone(tally.counters());
  const read = tally.counters();
  tally.dropped('busy');
  tally.fellBack();
  tally.served('legacy', 'ada', 200, 1);
  expect(read).toEqual(before);
  expect(tally.counters()).toMatchObject({ fallbacks: 1, comparisons: { dropped: { busy: 1 } } });
});

test('only what the flag’s strategies decide about a known caller is a split', () => {
  const tally = createGroupTally(() => 0);
  tally.decided('ada', 'in-cohort');
  tally.decided('bob', 'not-in-cohort');
  tally.decided('203.0.113.7 /', 'anonymous');
  for (const reason of ['tester', 'breaker-open', 'flag-off', 'override'] as const) tally.decided('cyd', reason);
  expect(tally.counters().callers).toEqual({ letIn: 1, leftOut: 1, wentBack: 0 });
});
