import { expect, test } from '@jest/globals';
import { createByteBudget } from '../../../proxy/shadowing/byte-budget.ts';
import { captureAnswer } from '../../../proxy/shadowing/capture-answer.ts';

/** What is kept of these pieces, and the bytes of a budget of 100 that are taken by then. */
function capture(pieces: readonly string[], announced?: number, maxBytes = 50) {
  const budget = createByteBudget(100);
  budget.take(40);
  const results: (Uint8Array | string)[] = [];
  const reader = captureAnswer({ maxBytes, budget, announced }, (body) => results.push(body));
  for (const piece of pieces) reader.piece(Buffer.from(piece));
  const underWay = budget.used - 40;
  reader.end([]);
  reader.brokeOff();
  return { results: results.map((body) => (typeof body === 'string' ? body : Buffer.from(body).toString())), whole: results[0], underWay, held: budget.used - 40 };
}

test.each([['not announced', undefined], ['announced', 6]])('a body in pieces is kept whole, in memory of its own, its length %s', (_how, announced) => {
  const { results, whole, held } = capture(['abc', 'de', 'f'], announced);
  expect(results).toEqual(['abcdef']);
  expect([held, (whole as Uint8Array).buffer.byteLength]).toEqual([6, 6]);
});

test('what is announced is taken from the budget before it is there', () => {
  expect(capture(['a'], 30)).toMatchObject({ underWay: 30 });
});

test.each<[string, readonly string[], number | undefined, number | undefined, string]>([
  ['that is larger than is kept', ['x'.repeat(30), 'x'.repeat(30)], undefined, undefined, 'too-large'],
  ['that the budget has no room for', ['x'.repeat(30), 'x'.repeat(31)], undefined, 100, 'memory'],
  ['that is announced larger than the budget has room for', ['x'], 61, 100, 'memory'],
  ['that goes on beyond what was announced', ['abc', 'def'], 5, undefined, 'too-large'],
  ['that ends before what was announced', ['abc'], 5, undefined, 'aborted'],
])('of a body %s nothing stays held', (_what, pieces, announced, maxBytes, reason) => {
  expect(capture(pieces, announced, maxBytes)).toMatchObject({ results: [reason], held: 0 });
});

test('no body at all is one of no bytes, whatever was announced', () => {
  expect(capture([], 5)).toMatchObject({ results: [''], held: 0 });
});
