import { expect, test } from '@jest/globals';
import { compareLedger, type Stores } from '../../demo/ledger/compare-ledger.ts';
import { readSeedStock } from '../../demo/ledger/seed-stock.ts';

const SEED = { A: 10, B: 5 };
const LEDGER = {
  orders: [
    { id: 1, key: 'k1', totalCents: 500, lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }] },
    { id: 2, key: null, totalCents: 100, lines: [{ sku: 'A', quantity: 1 }] },
  ],
  sessions: ['s1'],
};
const first = { id: 1, totalCents: 500, lineCents: 500, lines: [{ sku: 'B', quantity: 1 }, { sku: 'A', quantity: 2 }] };
const second = { id: 2, totalCents: 100, lineCents: 100, lines: [{ sku: 'A', quantity: 1 }] };
const RIGHT = { orders: [first, second], stock: { A: 7, B: 4 } };
const storesWith = (service: Stores['books']['service'], sessions = new Set(['s1'])): Stores => ({ books: { monolith: RIGHT, service }, sessions: { monolith: sessions, service: new Set(['s1']) } });

test('all is right where every order is in both stores as it was confirmed, and so many are left', () => {
  const report = compareLedger(LEDGER, storesWith(RIGHT), SEED);
  expect(report).toMatchObject({ ok: true, orders: { placed: 2, sumCents: 600, service: { found: 2, sumCents: 600 } }, sessions: { begun: 1, lost: { monolith: 0, service: 0 } } });
});

test.each([
  ['an order that is not there', { ...RIGHT, orders: [first] }, { lost: [2] }],
  ['an order that nobody was promised', { ...RIGHT, orders: [first, second, { ...second, id: 3 }] }, { twice: [3] }],
  ['an order with another total', { ...RIGHT, orders: [first, { ...second, totalCents: 101, lineCents: 101 }] }, { wrong: [2] }],
  ['an order whose lines do not add up', { ...RIGHT, orders: [first, { ...second, lineCents: 99 }] }, { wrong: [2] }],
  ['an order with other lines', { ...RIGHT, orders: [first, { ...second, lines: [{ sku: 'B', quantity: 1 }] }] }, { wrong: [2] }],
  ['a piece too few', { ...RIGHT, stock: { A: 6, B: 4 } }, { stockWrong: ['A'] }],
  ['a product that is gone', { ...RIGHT, stock: { A: 7 } }, { stockWrong: ['B'] }],
])('it finds %s', (_what, books, found) => {
  const report = compareLedger(LEDGER, storesWith(books), SEED);
  expect(report.ok).toBe(false);
  expect(report.orders.service).toMatchObject(found);
  expect(report.orders.monolith).toMatchObject({ lost: [], twice: [], wrong: [], stockWrong: [] });
});

test('it finds one number given to two orders, a session that is lost, and that nothing was promised at all', () => {
  const twice = { ...LEDGER, orders: [...LEDGER.orders, { ...LEDGER.orders[1], id: 2, key: null, totalCents: 100, lines: [{ sku: 'A', quantity: 1 }] }] };
  expect(compareLedger(twice, storesWith(RIGHT), SEED)).toMatchObject({ ok: false, orders: { service: { twice: [2] } } });
  expect(compareLedger(LEDGER, storesWith(RIGHT, new Set()), SEED)).toMatchObject({ ok: false, sessions: { lost: { monolith: 1, service: 0 } } });
  expect(compareLedger({ orders: [], sessions: [] }, storesWith({ orders: [], stock: SEED }), SEED).ok).toBe(false);
});

test('the stock at the beginning is known of every product', async () => {
  expect(Object.keys(await readSeedStock())).toHaveLength(2_000);
});
