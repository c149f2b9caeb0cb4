import { describe, expect, test } from '@jest/globals';
import type { Mask } from '../../domain/mask.ts';
import { compareExchange, createRedactor, type CapturedResponse } from '../../shadow/index.ts';
import { timestampMs } from '../../shadow/timestamp.ts';

const redactor = createRedactor({ runKey: new Uint8Array(32) });
const answer = (body: unknown, headers: readonly string[] = []): CapturedResponse => ({
  status: 200,
  rawHeaders: ['Content-Type', 'application/json', ...headers],
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  bodyTruncated: false,
  ms: 1,
});

function kinds(masks: Record<string, Mask>, legacy: CapturedResponse, candidate: CapturedResponse): string[] {
  return compareExchange({ method: 'GET', target: '/', at: 0, legacy, candidate }, { masks, unordered: [] }, redactor).differences.map(({ path, kind }) => `${kind} ${path}`);
}
const differ = (mask: Mask, legacy: unknown, candidate: unknown) => kinds({ '$.v': mask }, answer({ v: legacy }), answer({ v: candidate })).length > 0;

describe('with a mask that has a bound, values differ', () => {
  test.each<[Mask, unknown, unknown, boolean]>([
    ['timestamp within 5s', '2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z', false],
    ['timestamp within 5s', '2026-01-01T00:00:00Z', '2026-01-01T00:00:05.001Z', true],
    ['timestamp within 5s', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.001Z', true],
    ['timestamp within 5s', '2026-01-01T00:00:00+0100', '2026-01-01T00:00:03+0100', false],
    ['timestamp within 5s', '2026-01-01T00:00:00Z', '2026-01-01T01:00:01+01:00', true],
    ['timestamp within 5s', 1_700_000_000, 1_700_000_004, false],
    ['timestamp within 5s', 1_700_000_000_000, 1_700_000_004_000, false],
    ['timestamp within 5s', 1_700_000_000_000, 1_700_000_006_000, true],
    ['timestamp within 5s', '2026-01-01T00:00:00Z', 1_767_225_600, true],
    ['timestamp within 5s', '2026-13-01T00:00:00Z', '2026-13-01T00:00:01Z', true],
    ['integer within 2', 7, 9, false],
    ['integer within 2', 7, 10, true],
    ['integer within 2', 7, 7.5, true],
    ['integer within 2', '7', 8, true],
    ['integer within 0', 7, 8, true],
    ['number within 0.01', 0.1, 0.11, false],
    ['number within 0.01', 0.1, 0.12, true],
    ['number within 1%', 1_000, 1_009.9, false],
    ['number within 1%', 1_000, -1_000, true],
    ['one of open|closed', 'open', 'closed', false],
    ['one of open|closed', 'open', 'lost', true],
    ['one of true|false', true, false, false],
    ['one of true|false', true, 'false', true],
    ['one of true|false', true, null, true],
    ['token', 'abc-def', 'uvw-xyz', false],
    ['token', 'abc-def', 'uvw-xyzz', true],
    ['token', 'abc-def', 'uvw xyz', true],
    ['counter', 17, 4, false],
    ['counter', 17, -4, true],
  ])('%s: %j and %j: %s', (mask, legacy, candidate, expected) => {
    expect(differ(mask, legacy, candidate)).toBe(expected);
  });

  test('to the last digit of integers that no double holds', () => {
    const v = (digits: string) => answer(`{"v":${digits}}`);
    expect(kinds({ '$.v': 'integer within 1' }, v('9007199254740993'), v('9007199254740994'))).toEqual([]);
    expect(kinds({ '$.v': 'integer within 1' }, v('9007199254740993'), v('9007199254740995'))).toEqual(['class $.v']);
  });
});

test('a bound holds within arrays, beside what differs in earnest', () => {
  const items = (price: number, at: string) => answer({ items: [{ id: 1, price, at }, { id: 2, price: 5, at }] });
  expect(kinds({ '$.items[].at': 'timestamp within 5s' }, items(1, '2026-01-01T00:00:00Z'), items(2, '2026-01-01T00:00:01Z'))).toEqual(['value $.items[].price']);
});

test.each<[string, string[]]>([['2', []], ['8', ['class header.x-lag', 'class cookie.lag']]])('and in headers and cookies: %s', (value, expected) => {
  const masks: Record<string, Mask> = { 'header.x-lag': 'integer within 3', 'cookie.lag': 'integer within 3' };
  const lag = (text: string) => answer({}, ['X-Lag', text, 'Set-Cookie', `lag=${text}`]);
  expect(kinds(masks, lag('1'), lag(value)).toSorted()).toEqual(expected.toSorted());
});

test.each([
  ['2026-01-01T00:00:00Z', 1_767_225_600_000],
  ['2026-01-01 00:00:00', 1_767_225_600_000],
  ['2026-01-01T00:00Z', 1_767_225_600_000],
  ['2026-01-01', 1_767_225_600_000],
  ['2026-01-01T01:00:00.25+01:00', 1_767_225_600_250],
  ['2026-01-01T01:00:00,250000+0100', 1_767_225_600_250],
  ['Thu, 01 Jan 2026 00:00:00 GMT', 1_767_225_600_000],
  ['1767225600', 1_767_225_600_000],
  ['1767225600000', 1_767_225_600_000],
  ['1767225600000000', 1_767_225_600_000],
  ['1767225600000000000', 1_767_225_600_000],
])('%s is %d milliseconds after the epoch', (text, ms) => {
  expect(timestampMs(text)).toBeCloseTo(ms, 3);
});
