import { expect, test } from '@jest/globals';
import { createSessionTally } from '../../../proxy/observing/session-tally.ts';

function tallyAt(limit?: number) {
  const clock = { ms: 0 };
  return { clock, tally: createSessionTally({ signs: ['bad'], now: () => clock.ms, ...(limit === undefined ? {} : { limit }) }) };
}

test('a session counts once, with its share of bad outcomes, when its five seconds are over', () => {
  const { clock, tally } = tallyAt();
  for (const bad of [true, false, false, false]) tally.record('ada', bad ? ['bad'] : []);
  clock.ms = 4_999;
  expect(tally.totals()).toEqual({ sessions: 0, shares: { bad: 0 } });
  clock.ms = 5_000;
  expect(tally.totals()).toEqual({ sessions: 1, shares: { bad: 0.25 } });
});

test('the same caller later is another session', () => {
  const { clock, tally } = tallyAt();
  tally.record('ada', ['bad']);
  clock.ms = 5_000;
  tally.record('ada', []);
  clock.ms = 10_000;
  expect(tally.totals()).toEqual({ sessions: 2, shares: { bad: 1 } });
});

test('requests do not prolong a session', () => {
  const { clock, tally } = tallyAt();
  tally.record('ada', []);
  clock.ms = 4_000;
  tally.record('ada', ['bad']);
  clock.ms = 5_000;
  expect(tally.totals()).toEqual({ sessions: 1, shares: { bad: 0.5 } });
});

test('beyond the limit the oldest sessions are ended early instead of held', () => {
  const { tally } = tallyAt(3);
  for (const caller of ['a', 'b', 'c', 'd', 'e']) tally.record(caller, ['bad']);
  expect(tally.totals()).toEqual({ sessions: 2, shares: { bad: 2 } });
});

test('a session that has ended is told of with all its shares', () => {
  const clock = { ms: 0 };
  const ended: object[] = [];
  const tally = createSessionTally({ signs: ['late', 'wrong'], now: () => clock.ms, onEnd: (shares) => void ended.push(shares) });
  tally.record('ada', ['late', 'wrong']);
  tally.record('ada', ['late']);
  clock.ms = 5_000;
  tally.record('bob', []);
  expect(ended).toEqual([{ late: 1, wrong: 0.5 }]);
});
