import { expect, test } from '@jest/globals';
import { createCouplings } from '../../../cli/discover/couplings.ts';

const MINUTE = 60_000;

test('the Jaccard index is visits that used both over visits that used either', () => {
  const couplings = createCouplings();
  for (const [caller, groups] of [['a', ['cart', 'orders']], ['b', ['cart']], ['c', ['orders', 'cart', 'cart']], ['d', ['pages']]] as const) {
    for (const group of groups) couplings.add(caller, group, 0);
  }
  expect(couplings.list()).toEqual([{ groups: ['cart', 'orders'], jaccard: 2 / 3, visits: 2 }]);
});

test('a pause of more than a minute ends a visit', () => {
  const couplings = createCouplings();
  couplings.add('a', 'cart', 0);
  couplings.add('a', 'pages', MINUTE);
  couplings.add('a', 'orders', 2 * MINUTE + 1);
  expect(couplings.list()).toEqual([{ groups: ['cart', 'pages'], jaccard: 1, visits: 1 }]);
});

test('beyond so many callers the visit that was quiet longest is counted as ended', () => {
  const couplings = createCouplings(1);
  couplings.add('a', 'cart', 0);
  couplings.add('b', 'cart', 1);
  couplings.add('a', 'orders', 2);
  expect(couplings.list()).toEqual([]);
});
