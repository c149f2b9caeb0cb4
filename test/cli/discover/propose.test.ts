import { expect, test } from '@jest/globals';
import { propose } from '../../../cli/discover/propose.ts';
import type { GroupTraffic } from '../../../cli/discover/traffic-tally.ts';

const group = (name: string, change: Partial<GroupTraffic> = {}): GroupTraffic => ({ name, prefixes: [`/${name}`], requests: 100, methods: {}, writes: 0, errors: 0, p50Ms: 1, p99Ms: 2, templates: [], ...change });
const traffic = (...groups: GroupTraffic[]) => ({ requests: groups.reduce((sum, { requests }) => sum + requests, 0), from: 0, to: 1, groups, callersKnown: true, couplings: [{ groups: ['cart', 'orders'] as const, jaccard: 0.5, visits: 9 }] });

test('the least risk comes first, and what it is made of stands beside it', () => {
  const proposals = propose(traffic(group('orders', { writes: 50, errors: 5 }), group('pages'), group('cart', { writes: 50 }), group('rest')), 0);
  expect(proposals.map(({ name }) => name)).toEqual(['pages', 'cart', 'orders']);
  const [pages, cart, orders] = proposals;
  expect(pages).toMatchObject({ patterns: ['/pages', '/pages/*'], share: 0.25, strongest: null, because: { writes: 0, coupling: 0, errors: 0 } });
  expect(pages?.risk).toBeCloseTo(0.05);
  expect(cart).toMatchObject({ writeShare: 0.5, strongest: { group: 'orders', jaccard: 0.5 } });
  expect(cart?.risk).toBeCloseTo(0.4 * 0.5 + 0.3 * 0.5 + 0.2 * 0.25);
  // 5 % of errors is as bad as can be.
  expect(orders?.because.errors).toBeCloseTo(0.1);
});

test('what is too little to prove anything by is left out', () => {
  expect(propose(traffic(group('big', { requests: 990 }), group('small', { requests: 10 })), 0.011).map(({ name }) => name)).toEqual(['big']);
});
