import { expect, test } from '@jest/globals';
import { createRetryBudget } from '../../../proxy/forwarding/retry-budget.ts';

/** How many retries are granted when so many are asked for. */
function granted(budget: ReturnType<typeof createRetryBudget>, asked: number): number {
  let count = 0;
  for (let i = 0; i < asked; i++) if (budget.withdraw()) count += 1;
  return count;
}

test('a few retries are always there, and a fifth of the requests of the last ten seconds on top', () => {
  let now = 0;
  const budget = createRetryBudget({ now: () => now });
  expect(granted(budget, 500)).toBe(100);
  for (let i = 0; i < 1_000; i++) budget.deposit();
  expect(granted(budget, 500)).toBe(200);
  now = 9_000;
  expect(granted(budget, 500)).toBe(0);
});

test('what was taken out is there again when ten seconds have passed', () => {
  let now = 5_000;
  const budget = createRetryBudget({ now: () => now, leastPerSecond: 1 });
  expect(granted(budget, 50)).toBe(10);
  now += 9_999;
  expect(granted(budget, 50)).toBe(0);
  now += 1;
  expect(granted(budget, 50)).toBe(10);
});

test('requests of long ago earn nothing', () => {
  let now = 0;
  const budget = createRetryBudget({ now: () => now, leastPerSecond: 0 });
  for (let i = 0; i < 1_000; i++) budget.deposit();
  now = 60_000;
  expect(granted(budget, 50)).toBe(0);
});
