import { expect, test } from '@jest/globals';
import { createCallerTally } from '../../../proxy/observing/caller-tally.ts';

function tallyAt(limit = 100) {
  const clock = { ms: 0 };
  return { clock, tally: createCallerTally({ now: () => clock.ms, limit }) };
}

test('a caller is counted once an hour, however many requests he makes', () => {
  const { clock, tally } = tallyAt();
  for (let i = 0; i < 50; i++) tally.decided('ada', true);
  tally.decided('bob', false);
  expect(tally.counters()).toEqual({ letIn: 1, leftOut: 1, wentBack: 0 });
  clock.ms = 3_600_000;
  tally.decided('ada', true);
  expect(tally.counters()).toEqual({ letIn: 2, leftOut: 1, wentBack: 0 });
});

test('who is taken into a growing cohort did not go back; who is let out of it did', () => {
  const { tally } = tallyAt();
  tally.decided('ada', false);
  tally.decided('ada', true);
  expect(tally.counters().wentBack).toBe(0);
  tally.decided('ada', false);
  tally.decided('ada', false);
  expect(tally.counters().wentBack).toBe(1);
});

test('beyond the limit the oldest is forgotten', () => {
  const { tally } = tallyAt(2);
  for (const caller of ['ada', 'bob', 'cyd', 'ada']) tally.decided(caller, true);
  expect(tally.counters().letIn).toBe(4);
  tally.decided('cyd', true);
  expect(tally.counters().letIn).toBe(4);
});
