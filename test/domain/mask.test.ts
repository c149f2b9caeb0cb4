import { describe, expect, test } from '@jest/globals';
import { isMask, MASKED_PATH, readMask, UNORDERED_PATH } from '../../domain/mask.ts';

describe('a mask', () => {
  test.each([
    ['uuid', 'uuid'],
    ['timestamp within 5s', { kind: 'timestamp', withinMs: 5_000 }],
    ['integer within 2', { kind: 'integer', within: 2, by: 'amount' }],
    ['number within 0.5', { kind: 'number', within: 0.5, by: 'amount' }],
    ['number within 1%', { kind: 'number', within: 0.01, by: 'share' }],
    ['one of open|closed', { kind: 'one-of', values: ['open', 'closed'] }],
  ])('is read: %s', (text, read) => {
    expect(readMask(text)).toEqual(read);
  });

  test.each(['', 'anything', 'UUID', 'timestamp within', 'timestamp within 5', 'timestamp within -5s', 'uuid within 5s', 'number within x', 'number within -1', 'number within 1e400', 'one of ', 'one of a||b', 'one of a|a', `one of ${Array.from({ length: 33 }, (_, i) => i).join('|')}`, 'toString'])(
    'is none: %j',
    (text) => {
      expect(isMask(text)).toBe(false);
    },
  );
});

test.each<[string, boolean, boolean]>([
  ['$', true, true],
  ['$.items[].id', true, true],
  ['$.prices{}', true, true],
  ['header.x-node', true, true],
  ['cookie.sid', true, false],
  ['$other', false, false],
  ['$.items[0]', false, false],
  ['body[]', false, false],
  ['status', false, false],
  ['prefix $.a', false, false],
  ['header.x\n', false, false],
])('at %j there may be a mask: %s, and no order: %s', (path, masked, unordered) => {
  expect([MASKED_PATH.test(path), UNORDERED_PATH.test(path)]).toEqual([masked, unordered]);
});
