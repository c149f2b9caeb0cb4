import { expect, test } from '@jest/globals';
import { createTrafficTally } from '../../../cli/discover/traffic-tally.ts';
import type { ObservedRequest } from '../../../shadow/traffic/observed-request.ts';

const request = (change: Partial<ObservedRequest>): ObservedRequest => ({ at: 1_000, caller: 'a', method: 'GET', target: '/api/products', status: 200, ms: 10, ...change });
function tally(requests: Iterable<ObservedRequest>) {
  const counted = createTrafficTally();
  for (const each of requests) counted.add(each);
  return counted.result();
}

test('requests are counted by what they are about, with methods, writes, errors, latency and learned routes', () => {
  const { groups, requests, from, to } = tally([
    ...Array.from({ length: 98 }, (_, n) => request({ target: `/api/products/blue-shirt-${String.fromCharCode(97 + (n % 26))}x?q=${n}`, at: 1_000 + n })),
    request({ method: 'POST', status: 503, ms: 500 }),
    request({ method: 'DELETE', status: 0, ms: null }),
  ]);
  expect({ requests, from, to }).toEqual({ requests: 100, from: 1_000, to: 1_097 });
  expect(groups).toEqual([
    {
      name: 'api-products',
      prefixes: ['/api/products'],
      requests: 100,
      methods: { GET: 98, POST: 1, DELETE: 1 },
      writes: 2,
      errors: 2,
      p50Ms: expect.closeTo(10, 0),
      p99Ms: expect.closeTo(515.5, 0),
      templates: [{ route: 'GET /api/products/:slug', requests: 98 }, { route: 'DELETE /api/products', requests: 1 }, { route: 'POST /api/products', requests: 1 }],
    },
  ]);
});

test('what nobody got an answer for is no group, and what is escaped is the same path', () => {
  const { groups } = tally([request({ target: '/wp-login.php', status: 404 }), request({ target: '/x/../api/%70roducts' }), request({ method: 'PROPFIND' })]);
  expect(groups.map(({ name, requests }) => [name, requests])).toEqual([['rest', 1], ['api-products', 2]]);
  expect(groups[1]?.methods).toEqual({ GET: 1, OTHER: 1 });
});

test('a scanner fills nothing: neither groups nor routes grow without end', () => {
  function* scan() {
    for (let n = 0; n < 20_000; n++) yield request({ target: `/name-${n.toString(36)}q/x`, caller: `c${n}` });
  }
  const { groups, requests } = tally(scan());
  expect(requests).toBe(20_000);
  expect(groups.length).toBeLessThanOrEqual(201);
  expect(groups.flatMap(({ templates }) => templates).length).toBeLessThan(2_100);
});

test('nothing is nothing', () => expect(tally([])).toEqual({ requests: 0, from: null, to: null, groups: [], callersKnown: false, couplings: [] }));
