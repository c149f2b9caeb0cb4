import { describe, expect, test } from '@jest/globals';
import type { MaskClass } from '../../domain/mask.ts';
import { answer, compare, differing, json } from './answers.ts';

const UUID4 = ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', '0b8a6c1e-1f7b-4c55-8a2d-6f1f5a3e9c10'] as const;

const textOf = (value: unknown) => (typeof value === 'bigint' ? value.toString() : JSON.stringify(value));
const pricesAt = (at: string, fixed: number) => json({ prices: { '17': { at }, fixed: { at: fixed } } });
const itemsFrom = (id: number) => Array.from({ length: 50 }, (_, i) => ({ id: id + i, sku: `s${i}` }));
const traced = (trace: string, sid: string) => answer('', [`X-Trace: ${trace}`, `Set-Cookie: Sid=${sid}`]);

describe('a mask accepts two values of its class and form', () => {
  test.each<[MaskClass, unknown, unknown]>([
    ['uuid', UUID4[0], UUID4[1].toUpperCase()],
    ['timestamp', '2026-03-01T12:00:00.123Z', '2026-03-01T12:00:07.999Z'],
    ['timestamp', '2026-03-01 12:00:00+01:00', '2026-03-01 11:00:00-02:00'],
    ['timestamp', 'Sun, 01 Mar 2026 12:00:00 GMT', 'Mon, 02 Mar 2026 12:00:00 GMT'],
    ['timestamp', 1772366400, 1772366405],
    ['integer', 7, 12345678901234567890n],
    ['integer', '7', '8'],
    ['number', 1.5, 2],
    ['hex', 'deadbeef', '0123ABCD'],
    ['opaque', 'abc', 'something else'],
  ])('%s: %p and %p', (mask, legacy, candidate) => {
    expect(differing(compare(json(`{"a":${textOf(legacy)}}`), json(`{"a":${textOf(candidate)}}`), { masks: { '$.a': mask } }))).toEqual([]);
  });
});

describe('a mask refuses', () => {
  test.each<[string, MaskClass, unknown, unknown]>([
    ['no UUID', 'uuid', UUID4[0], '17'],
    ['a UUID of another version', 'uuid', UUID4[0], '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
    ['null', 'uuid', UUID4[0], null],
    ['another precision', 'timestamp', '2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['another style of zone', 'timestamp', '2026-03-01T12:00:00Z', '2026-03-01T12:00:00+00:00'],
    ['milliseconds for seconds', 'timestamp', 1772366400, 1772366400000],
    ['another sign', 'integer', 7, -7],
    ['a number as a string', 'integer', 7, '8'],
    ['a fraction', 'integer', 7, 7.5],
    ['another length', 'hex', 'deadbeef', 'deadbeef00'],
    ['an empty string', 'opaque', 'abc', ''],
    ['an object', 'opaque', 'abc', { a: 1 }],
    ['two values that are both not of the class', 'integer', 'a', 'b'],
  ])('%s', (_, mask, legacy, candidate) => {
    expect(differing(compare(json({ a: legacy }), json({ a: candidate }), { masks: { '$.a': mask } }))).toEqual(['class $.a']);
  });

  test('a field that is gone', () => {
    expect(differing(compare(json({ a: 1 }), json({}), { masks: { '$.a': 'integer' } }))).toEqual(['missing $.a']);
  });
});

describe('a mask', () => {
  test('never makes a difference of what is equal', () => {
    expect(compare(json({ a: null }), json({ a: null, b: 1 }), { masks: { '$.a': 'uuid' } }).differences.map(({ path }) => path)).toEqual(['$.b']);
  });

  test.each([['12', '12.0'], ['0', '-0'], ['1772366400', '1.7723664e9']])('never makes a difference of two spellings of one number: %s and %s', (legacy, candidate) => {
    for (const mask of ['integer', 'number', 'timestamp'] as const) expect(differing(compare(json(`[${legacy}]`), json(`[${candidate}]`), { masks: { '$[]': mask } }))).toEqual([]);
  });

  test('holds at its path alone', () => {
    const rules = { masks: { '$.items[].id': 'integer' } } as const;
    expect(differing(compare(json({ items: [{ id: 1 }], id: 1 }), json({ items: [{ id: 2 }], id: 2 }), rules))).toEqual(['value $.id']);
  });

  test('finds its field under an escaped key', () => {
    expect(compare(json('{"price":1}'), json('{"pr\\u0069ce":2}'), { masks: { '$.price': 'integer' } }).differences).toEqual([]);
  });

  test('reaches into maps by {}, while a key that is named has its own', () => {
    const rules = { masks: { '$.prices{}.at': 'timestamp', '$.prices.fixed.at': 'integer' } } as const;
    expect(differing(compare(pricesAt('2026-03-01T12:00:00Z', 1), pricesAt('2026-03-01T12:00:01Z', 2), rules))).toEqual([]);
  });

  test('lets elements with generated ids be told equal, so that one put in is one difference', () => {
    const rules = { masks: { '$[].id': 'integer' } } as const;
    expect(differing(compare(json(itemsFrom(1_000)), json(itemsFrom(5_000).toSpliced(20, 0, { id: 1, sku: 'new' })), rules))).toEqual(['extra $[]']);
  });

  test('holds for headers and cookies, in any case', () => {
    const rules = { masks: { 'header.X-Trace': 'hex', 'cookie.Sid': 'uuid' } } as const;
    expect(differing(compare(traced('deadbeef', UUID4[0]), traced('01234567', UUID4[1]), rules))).toEqual([]);
    expect(differing(compare(traced('deadbeef', UUID4[0]), traced('nothex!!', 'x'), rules))).toEqual(['class header.x-trace', 'class cookie.Sid']);
  });
});
