import { expect, test } from '@jest/globals';
import { retainedPeriod } from '../../../../migrations/adapters/aws/target-metrics.ts';

const DAY = 86_400_000;

test.each([
  ['the configured period while CloudWatch keeps it', 60, DAY, 60],
  ['a short period within its three hours', 1, 3_600_000, 1],
  ['a minute where a shorter period is kept no more', 10, DAY / 4, 60],
  ['five minutes after two weeks', 60, 20 * DAY, 300],
  ['an hour after two months', 60, 100 * DAY, 3600],
])('metrics are asked for by %s', (_, periodSeconds, age, period) => {
  expect(retainedPeriod({ since: 0, now: age, periodSeconds })).toBe(period);
});
