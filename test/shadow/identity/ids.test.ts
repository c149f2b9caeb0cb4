import { describe, expect, test } from '@jest/globals';
import { compare, differing, json } from '../answers.ts';

const A = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const B = '0b8a6c1e-1f7b-4c55-8a2d-6f1f5a3e9c10';
const C = '7d444840-9dc0-41d1-b245-5ffdce74fad2';
const rules = { masks: { '$.id': 'id', '$.parent': 'id', '$.items[].id': 'id', '$.items[].ref': 'id', '$.tags[].id': 'id' } as const, unordered: ['$.tags'] };

function differences(legacy: object, candidate: object, rest = {}): string[] {
  return differing(compare(json(legacy), json(candidate), rules, rest));
}

describe('ids that the rules name are equal', () => {
  test.each([
    ['if one stands for the other everywhere', { id: A, parent: A }, { parent: B, id: B }],
    ['if different ones stand for different ones', { id: A, parent: B }, { id: B, parent: A }],
    ['if integers do', { items: [{ id: 1, ref: 2 }, { id: 2, ref: 1 }] }, { items: [{ id: 7, ref: 8 }, { id: 8, ref: 7 }] }],
    ['if one is a number here and a string there, on both sides', { id: 1, parent: '1' }, { id: 5, parent: '5' }],
    ['if they have a prefix, and one prefix', { id: 'order-10' }, { id: 'order-2044' }],
    ['if elements whose order means nothing cannot be told apart by anything else', { tags: [{ id: 1 }, { id: 2 }], id: 1 }, { tags: [{ id: 8 }, { id: 7 }], id: 7 }],
  ])('%s', (_, legacy, candidate) => {
    expect(differences(legacy, candidate)).toEqual([]);
  });
});

describe('ids differ', () => {
  test.each([
    ['if one of legacy’s stands for two', { id: A, parent: A }, { id: B, parent: C }, ['identity $.parent']],
    ['if two of legacy’s stand for one', { id: A, parent: B }, { id: C, parent: C }, ['identity $.parent']],
    ['if one stands for itself and for another', { id: A, parent: A }, { id: A, parent: B }, ['identity $.parent']],
    ['if they are of two kinds', { id: A }, { id: '17' }, ['class $.id']],
    ['if they are of two types', { id: 17 }, { id: '17' }, ['class $.id']],
    ['if they have another prefix', { id: 'order-10' }, { id: 'cart-10' }, ['class $.id']],
    ['if one is empty', { id: A }, { id: '' }, ['class $.id']],
    ['if the rules do not name them', { other: A }, { other: B }, ['value $.other']],
    ['if one element of a list refers to another one', { items: [{ id: 1, ref: 1 }, { id: 2, ref: 1 }] }, { items: [{ id: 7, ref: 7 }, { id: 8, ref: 8 }] }, ['identity $.items[].ref']],
    ['beside an element put in', { items: [{ id: 1, ref: 2, n: 'a' }, { id: 2, ref: 1, n: 'b' }] }, { items: [{ id: 6, ref: 6, n: 'new' }, { id: 7, ref: 8, n: 'a' }, { id: 8, ref: 8, n: 'b' }] }, ['extra $.items[]', 'identity $.items[].ref']],
  ])('%s', (_, legacy, candidate, expected) => {
    expect(differences(legacy, candidate)).toEqual(expected);
  });

  test('if the caller named legacy’s: it was not made up by the answer', () => {
    expect(differences({ id: 17 }, { id: 18 }, { target: '/api/products/17?full=1' })).toEqual(['identity $.id']);
    expect(differences({ id: 17 }, { id: 17 }, { target: '/api/products/17' })).toEqual([]);
    expect(differences({ id: 17 }, { id: 18 }, { target: '/api/products?id=17' })).toEqual(['identity $.id']);
  });
});

test('the address of what was made is equal if it holds the id that stands for the other', () => {
  const made = (id: number, at = id) => json({ id }, [`Location: /api/orders/${at}?from=cart`]);
  const rest = { method: 'POST', target: '/api/orders' };
  expect(differing(compare(made(17), made(9), rules, rest))).toEqual([]);
  expect(differing(compare(made(17), made(9, 8), rules, rest))).toEqual(['value header.location']);
});
