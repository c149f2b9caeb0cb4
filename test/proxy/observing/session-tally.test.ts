import { expect, test } from '@jest/globals';
import { createSessionTally } from '../../../proxy/observing/session-tally.ts';

function tallyAt(limit?: number) {
  const clock = { ms: 0 };
  return { clock, tally: createSessionTally({ now: () => clock.ms, ...(limit === undefined ? {} : { limit }) }) };
}

test('a session counts once, with its share of bad outcomes, when its five seconds are over', () => {
  const { clock, tally } = tallyAt();
  for (const bad of [true, false, false, false]) tally.record('ada', bad);
  clock.ms = 4_999;
  expect(tally.totals()).toEqual({ sessions: 0, bad: 0 });
  clock.ms = 5_000;
  expect(tally.totals()).toEqual({ sessions: 1, bad: 0.25 });
});

test('the same caller later is another session', () => {
  const { clock, tally } = tallyAt();
  tally.record('ada', true);
  clock.ms = 5_000;
  tally.record('ada', false);
  clock.ms = 10_000;
  expect(tally.totals()).toEqual({ sessions: 2, bad: 1 });
});

test('requests do not prolong a session', () => {
  const { clock, tally } = tallyAt();
  tally.record('ada', false);
  clock.ms = 4_000;
  tally.record('ada', true);
  clock.ms = 5_000;
  expect(tally.totals()).toEqual({ sessions: 1, bad: 0.5 });
});

test('beyond the limit the oldest sessions are ended early instead of held', () => {
  const { tally } = tallyAt(3);
  for (const caller of ['a', 'b', 'c', 'd', 'e']) tally.record(caller, true);
  expect(tally.totals()).toEqual({ sessions: 2, bad: 2 });
});
