import { expect, test } from '@jest/globals';
import { createBreaker } from '../../../proxy/forwarding/breaker.ts';

function breakerAt() {
  const clock = { ms: 0 };
  const changes: boolean[] = [];
  const breaker = createBreaker({ now: () => clock.ms, onChange: (open) => changes.push(open) });
  const outcomes = (...all: ('success' | 'failure' | 'unknown')[]) => all.forEach((outcome) => breaker.begin()(outcome));
  return { breaker, clock, changes, outcomes };
}

const times = <T>(n: number, value: T) => Array.from({ length: n }, () => value);

test('ten failures among the last twenty open it', () => {
  const { breaker, outcomes, changes } = breakerAt();
  outcomes(...times(9, 'failure' as const));
  expect(breaker.open).toBe(false);
  outcomes('failure');
  expect(breaker.open).toBe(true);
  expect(changes).toEqual([true]);
});

test('failures that are long past do not count', () => {
  const { breaker, outcomes } = breakerAt();
  outcomes(...times(9, 'failure' as const), ...times(20, 'success' as const), ...times(9, 'failure' as const));
  expect(breaker.open).toBe(false);
});

test('after the rest one request is let through, and no second one before it is back', () => {
  const { breaker, outcomes, clock } = breakerAt();
  outcomes(...times(10, 'failure' as const));
  clock.ms = 9_999;
  expect(breaker.open).toBe(true);
  clock.ms = 10_000;
  expect(breaker.open).toBe(false);
  const settle = breaker.begin();
  expect(breaker.open).toBe(true);
  settle('success');
  expect(breaker.open).toBe(false);
  expect(breaker.state).toBe('closed');
});

test('a probe that fails makes for another rest', () => {
  const { breaker, outcomes, clock } = breakerAt();
  outcomes(...times(10, 'failure' as const));
  clock.ms = 10_000;
  outcomes('failure');
  clock.ms = 19_999;
  expect(breaker.open).toBe(true);
  clock.ms = 20_000;
  expect(breaker.open).toBe(false);
});

test('a probe whose caller left says nothing: the next request is the probe', () => {
  const { breaker, outcomes, clock } = breakerAt();
  outcomes(...times(10, 'failure' as const));
  clock.ms = 10_000;
  outcomes('unknown');
  expect(breaker.open).toBe(false);
  expect(breaker.state).toBe('open');
});

test('what was under way when it opened neither closes it nor makes the rest longer', () => {
  const { breaker, outcomes, clock } = breakerAt();
  const [early, late] = [breaker.begin(), breaker.begin()];
  outcomes(...times(10, 'failure' as const));
  clock.ms = 5_000;
  early('success');
  late('failure');
  expect(breaker.open).toBe(true);
  clock.ms = 10_000;
  expect(breaker.open).toBe(false);
});
