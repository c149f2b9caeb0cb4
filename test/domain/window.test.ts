import { describe, expect, test } from '@jest/globals';
import { isOpenAt, nextOpening, parseWindow, type Window } from '../../domain/window.ts';

const window = (text: string): Window => {
  const parsed = parseWindow(text);
  if (!parsed) throw new Error(`no window: ${text}`);
  return parsed;
};
const openAt = (text: string, at: string): boolean => isOpenAt([window(text)], Date.parse(at));
const opening = (text: string, at: string): string | undefined => {
  const next = nextOpening([window(text)], Date.parse(at));
  return next === undefined ? undefined : new Date(next).toISOString();
};

describe('a window as it is written', () => {
  test.each([
    ['mon-fri 09:00-17:00 Europe/Berlin', [1, 2, 3, 4, 5]],
    ['sat,sun 00:00-24:00 UTC', [6, 0]],
    ['fri-mon 22:00-04:00 America/New_York', [5, 6, 0, 1]],
    ['mon,wed-thu 09:30-09:31 Asia/Kolkata', [1, 3, 4]],
  ])('%s', (text, days) => {
    expect(parseWindow(text)?.days).toEqual(days);
  });

  test.each(['', 'mon-fri 9:00-17:00 UTC', 'mon-fri 09:00-17:00', 'mon-fri 09:00-17:00 Europe/Atlantis', 'mo-fr 09:00-17:00 UTC', 'mon-fri 25:00-26:00 UTC', 'mon-fri 09:60-17:00 UTC', 'mon-fri 09:00-09:00 UTC', 'mon-xyz 09:00-17:00 UTC'])('"%s" is none', (text) => {
    expect(parseWindow(text)).toBeUndefined();
  });
});

test('it is open from its first minute up to and without its last, by the clocks on the wall there', () => {
  const text = 'mon-fri 09:00-17:00 Europe/Berlin';
  expect(['2026-07-06T06:59:59Z', '2026-07-06T07:00:00Z', '2026-07-06T14:59:59Z', '2026-07-06T15:00:00Z', '2026-07-05T10:00:00Z'].map((at) => openAt(text, at))).toEqual([false, true, true, false, false]);
  expect(openAt(text, '2026-01-05T08:00:00Z')).toBe(true);
  expect(openAt(text, '2026-01-05T07:30:00Z')).toBe(false);
});

test('one that goes past midnight belongs to the day on which it begins', () => {
  const text = 'fri 22:00-02:00 UTC';
  expect(['2026-07-03T21:59:00Z', '2026-07-03T22:00:00Z', '2026-07-04T01:59:00Z', '2026-07-04T02:00:00Z', '2026-07-03T01:00:00Z', '2026-07-04T23:00:00Z'].map((at) => openAt(text, at))).toEqual([false, true, true, false, false, false]);
});

test('without windows it is always open, with several where one of them is', () => {
  expect(isOpenAt([], 0)).toBe(true);
  const two = [window('mon 09:00-10:00 UTC'), window('tue 09:00-10:00 UTC')];
  expect([Date.parse('2026-07-06T09:30Z'), Date.parse('2026-07-07T09:30Z'), Date.parse('2026-07-08T09:30Z')].map((at) => isOpenAt(two, at))).toEqual([true, true, false]);
  expect(new Date(nextOpening(two, Date.parse('2026-07-06T12:00Z')) ?? 0).toISOString()).toBe('2026-07-07T09:00:00.000Z');
});

// Clocks in Berlin: 2026-03-29 02:00 becomes 03:00 (01:00Z), 2026-10-25 03:00 becomes 02:00 (01:00Z).
describe('where clocks are put forward', () => {
  test('an hour that does not exist opens with the first minute after it', () => {
    expect(opening('sun 02:15-04:00 Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(openAt('sun 02:15-04:00 Europe/Berlin', '2026-03-29T00:59:59Z')).toBe(false);
    expect(openAt('sun 02:15-04:00 Europe/Berlin', '2026-03-29T01:00:00Z')).toBe(true);
    expect(openAt('sun 02:15-04:00 Europe/Berlin', '2026-03-29T02:00:00Z')).toBe(false);
  });
  test('a window that lies within it does not come that day', () => {
    expect(opening('sun 02:15-02:45 Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-04-05T00:15:00.000Z');
  });
  test('the morning after begins an hour earlier by the sun', () => {
    expect(opening('mon-fri 09:00-17:00 Europe/Berlin', '2026-03-27T20:00:00Z')).toBe('2026-03-30T07:00:00.000Z');
  });
});

describe('where clocks are put back', () => {
  test('an hour that comes twice is open twice', () => {
    const text = 'sun 02:15-02:45 Europe/Berlin';
    expect(['2026-10-25T00:20:00Z', '2026-10-25T00:50:00Z', '2026-10-25T01:20:00Z', '2026-10-25T01:50:00Z'].map((at) => openAt(text, at))).toEqual([true, false, true, false]);
    expect(opening(text, '2026-10-25T00:50:00Z')).toBe('2026-10-25T01:15:00.000Z');
  });
  test('the morning after begins an hour later by the sun', () => {
    expect(opening('mon-fri 09:00-17:00 Europe/Berlin', '2026-10-23T20:00:00Z')).toBe('2026-10-26T08:00:00.000Z');
  });
});

test('every minute that the search skips is a closed one', () => {
  const text = 'wed 09:07-09:11 Australia/Lord_Howe';
  for (const from of ['2026-04-01T22:20:00Z', '2026-10-01T00:00:00Z', '2026-04-04T00:00:00Z']) {
    const next = Date.parse(opening(text, from) ?? '');
    expect(openAt(text, new Date(next).toISOString())).toBe(true);
    for (let at = Date.parse(from) + 60_000; at < next; at += 60_000 * 3) expect(isOpenAt([window(text)], at)).toBe(false);
  }
});
