import { describe, expect, test } from '@jest/globals';
import { isDue, isTimezone, parseSchedule } from '../../../sandbox/autoscaling/schedule.ts';

const at = (text: string) => Date.parse(`${text}Z`);
/** Whether it was due in the minute before `now`. */
const due = (schedule: string, now: string, { timezone = 'UTC', start = '2026-01-01T00:00:00' } = {}) => {
  const parsed = parseSchedule(schedule);
  return parsed && isDue(parsed, at(now) - 60_000, at(now), at(start), timezone);
};

// A Monday.
test.each<[string, string, boolean, { timezone?: string; start?: string }]>([
  ['at(2026-11-23T08:30:00)', '2026-11-23T08:30:00', true, {}],
  ['at(2026-11-23T08:30:00)', '2026-11-23T08:29:59', false, {}],
  ['at(2026-11-23T08:30:00)', '2026-11-23T08:31:00', false, {}],
  ['at(2026-11-23T09:30:00)', '2026-11-23T08:30:00', true, { timezone: 'Europe/Berlin' }],
  ['rate(5 minutes)', '2026-11-23T08:30:00', true, {}],
  ['rate(5 minutes)', '2026-11-23T08:31:00', false, {}],
  ['rate(1 day)', '2026-11-23T08:30:00', true, { start: '2026-11-20T08:30:00' }],
  ['rate(1 day)', '2026-11-23T08:30:00', false, { start: '2026-11-23T08:30:00' }],
  ['cron(30 8 * * ? *)', '2026-11-23T08:30:00', true, {}],
  ['cron(30 8 * * ? *)', '2026-11-23T08:31:30', false, {}],
  ['cron(0/15 * * * ? *)', '2026-11-23T08:45:00', true, {}],
  ['cron(0/15 * * * ? *)', '2026-11-23T08:50:00', false, {}],
  ['cron(30 8 ? * MON-FRI *)', '2026-11-23T08:30:00', true, {}],
  ['cron(30 8 ? * 1,7 *)', '2026-11-23T08:30:00', false, {}],
  ['cron(30 8 23 NOV ? 2026)', '2026-11-23T08:30:00', true, {}],
  ['cron(30 8 23 NOV ? 2027)', '2026-11-23T08:30:00', false, {}],
  ['cron(30 3 * * ? *)', '2026-11-23T08:30:00', true, { timezone: 'America/New_York' }],
])('%s at %s: %s', (schedule, now, expected, more) => {
  expect(due(schedule, now, more)).toBe(expected);
});

describe('what is no schedule', () => {
  test.each(['', 'at(2026-13-01T00:00:00)', 'at(tomorrow)', 'rate(0 minutes)', 'rate(5 weeks)', 'cron(* * * * *)', 'cron(* * * * * *)', 'cron(0 8 ? * ? *)', 'cron(60 8 * * ? *)', 'cron(0 8 L * ? *)', 'cron(0 8 ? * 2#1 *)', 'cron(5-1 8 * * ? *)', 'cron(0 8 * * ? *', 'every day'])('%s', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});

test('a time zone is one that the machine knows', () => {
  expect([isTimezone('Europe/Berlin'), isTimezone('Middle/Earth')]).toEqual([true, false]);
});
