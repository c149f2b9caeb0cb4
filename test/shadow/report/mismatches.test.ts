import { describe, expect, test } from '@jest/globals';
import { OTHER_ROUTE, type Difference } from '../../../domain/difference.ts';
import { describeDifference } from '../../../shadow/describe-difference.ts';
import { describeMismatch, firstSentences, mismatches } from '../../../shadow/report/mismatches.ts';
import { at, group, NOW, price } from './example.ts';

const routes = [{ route: 'GET /api/products/:id', compared: 10_532 }];
const name: Difference = { path: '$.name', kind: 'missing', legacy: 'string(len 4)#aa', candidate: null };

test('a difference is a sentence: where, what each side has, how often, since when', () => {
  expect(firstSentences({ routes, differences: [group()] }, NOW, 3)).toEqual([
    'GET /api/products/:id $.items[].price: legacy 19.99, candidate 20.00, in 214 of 10,532 answers (2.03 %), first seen 14:02, last 14:09 UTC',
  ]);
});

test('a field is counted over all groups of answers that differ in it, and shown as it was last', () => {
  const later = { ...price, candidate: '21.00' };
  const [first, second] = mismatches({
    routes,
    differences: [group(), group({ signature: 'other', count: 6, firstSeen: at(13, 0), differences: [later, name], samples: [{ at: at(14, 8), request: '', differences: [later, name] }] })],
  });
  expect(first).toMatchObject({ path: '$.items[].price', count: 220, compared: 10_532, firstSeen: at(13, 0), lastSeen: at(14, 9), example: { candidate: '21.00' } });
  expect(second).toMatchObject({ path: '$.name', count: 6 });
});

test.each([
  ['on one day and another', group({ firstSeen: at(23, 59, 20), lastSeen: at(14, 9) }), 'first seen 2026-11-20 23:59, last 2026-11-22 14:09 UTC'],
  ['on one day that is not today', group({ firstSeen: at(1, 0, 20), lastSeen: at(2, 0, 20) }), 'first seen 2026-11-20 01:00, last 02:00 UTC'],
  ['once', group({ firstSeen: at(14, 2), lastSeen: at(14, 2) }), 'seen 14:02 UTC'],
  ['in one answer', group({ count: 1 }), 'in 1 of 10,532 answers (0.00949 %), '],
  ['of which no sample was kept', group({ samples: [] }), '$.items[].price: the values differ, in 214 of'],
  ['at a time that is none', group({ firstSeen: 1e20, lastSeen: 1e20 }), 'seen at no time UTC'],
])('a difference seen %s', (_what, one, words) => {
  expect(mismatches({ routes, differences: [one] }).map((each) => describeMismatch(each, NOW)).join()).toContain(words);
});

test('where nobody counted the answers of a route, only those that differ are told', () => {
  const [one] = mismatches({ routes: [], differences: [group()] });
  expect(describeMismatch(one!, NOW)).toContain('candidate 20.00, in 214 answers, first');
});

test('only the first are told, and how many more there are', () => {
  const many = [group(), group({ signature: 'b', count: 3, differences: [name] }), group({ signature: 'other', route: OTHER_ROUTE, count: 7, differences: [], samples: [] })];
  expect(firstSentences({ routes, differences: many }, NOW, 1).at(-1)).toBe('and 1 more fields, and 7 answers in rarer ways');
  expect(firstSentences({ routes, differences: [] }, NOW, 1)).toEqual([]);
});

describe('each kind reads as what it is', () => {
  test.each<[Difference, string]>([
    [{ path: '$.a', kind: 'missing', legacy: '1', candidate: null }, '$.a: legacy 1, candidate has none'],
    [{ path: '$.a', kind: 'extra', legacy: null, candidate: '1' }, '$.a: legacy has none, candidate 1'],
    [{ path: '$.a', kind: 'type', legacy: '19.99', candidate: '"19.99"' }, '$.a: legacy 19.99 (a number), candidate "19.99" (a string)'],
    [{ path: '$.a', kind: 'type', legacy: 'null', candidate: 'array(3)#ab' }, '$.a: legacy null, candidate array(3)#ab'],
    [{ path: '$.a', kind: 'type', legacy: 'true', candidate: 'string(len 3)#ab' }, '$.a: legacy true (a boolean), candidate string(len 3)#ab'],
    [{ path: '$.tags', kind: 'order', legacy: 'array(3)#ab', candidate: 'array(3)#cd' }, '$.tags: the same elements in another order'],
    [{ path: '$.id', kind: 'identity', legacy: '17', candidate: '18' }, '$.id: legacy 17, candidate 18; these ids do not stand for each other all over the answer'],
    [{ path: 'status', kind: 'value', legacy: '200', candidate: '404' }, 'status: legacy 200, candidate 404'],
    [{ path: 'header.cache-control', kind: 'missing', legacy: '"no-store"', candidate: null }, 'header.cache-control: legacy "no-store", candidate has none'],
    [{ path: 'cookie.sid.samesite', kind: 'value', legacy: '"lax"', candidate: '"none"' }, 'cookie.sid.samesite: legacy "lax", candidate "none"'],
    [{ path: 'body', kind: 'value', legacy: 'bytes(len 10)#ab', candidate: 'bytes(len 12)#cd' }, 'body: legacy bytes(len 10)#ab, candidate bytes(len 12)#cd'],
    [{ path: 'status', kind: 'failed', legacy: '200', candidate: 'timeout' }, 'status: legacy 200, the candidate gave no answer in time'],
    [{ path: 'status', kind: 'failed', legacy: '200', candidate: 'refused' }, 'status: legacy 200, the candidate refused the connection'],
    [{ path: 'status', kind: 'failed', legacy: '200', candidate: 'reset' }, 'status: legacy 200, the candidate broke the connection off'],
    [{ path: 'status', kind: 'failed', legacy: '200', candidate: 'something new' }, 'status: legacy 200, the candidate gave no answer to compare (something new)'],
    [{ path: 'body', kind: 'failed', legacy: null, candidate: 'comparison crashed' }, 'body: the two could not be compared (comparison crashed)'],
  ])('%j', (difference, words) => {
    expect(describeDifference(difference)).toBe(words);
  });
});
