import { describe, expect, test } from '@jest/globals';
import type { LoggedLegacy } from '../../../domain/logged-legacy.ts';
import { askQuiet } from '../../../migrations/gates/quiet.ts';
import { ARRIVAL, MINUTE, reading } from './reading.ts';

const gate = { kind: 'quiet', ms: 10 * MINUTE } as const;

test.each([
  ['never in all the time at the stop', null, 'open', '10 m without a request on legacy, 10 m needed'],
  ['before the stop', ARRIVAL - MINUTE, 'open', '10 m without a request on legacy, 10 m needed'],
  ['seven minutes ago', ARRIVAL + 3 * MINUTE, 'held', '7 m without a request on legacy, 10 m needed: 3 m left; legacy last answered at 2026-01-01T00:03:00.000Z'],
  ['in the future', ARRIVAL + 20 * MINUTE, 'held', undefined],
  ['at no time', Number.NaN, 'held', undefined],
  ['at the end of days', Infinity, 'held', undefined],
])('legacy answered %s', (_, lastLegacyAt, state, because) => {
  const verdict = askQuiet(gate, reading({ lastLegacyAt }));
  expect(verdict.state).toBe(state);
  if (because) expect(verdict.because).toBe(because);
});

test('time before the stop is not quiet time', () => {
  expect(askQuiet(gate, reading({ lastLegacyAt: ARRIVAL - 60 * MINUTE, now: ARRIVAL + 9 * MINUTE })).state).toBe('held');
});

test.each([{ answered: 1, expected: 2 }, { answered: 0, expected: 0 }])('a proxy that does not answer may have sent to legacy: %j', (proxies) => {
  expect(askQuiet(gate, reading({ proxies }))).toMatchObject({ state: 'held', because: expect.stringContaining('10 m without a request on legacy') });
});

test('who still comes to legacy is named, and whoever came before the stop is not', () => {
  const legacyCallers = [
    { who: 'curl/8.5.0 (5f3a2c)', route: 'GET /api/products/:id', at: ARRIVAL + 3 * MINUTE },
    { who: 'Googlebot (91ab04)', route: 'GET /api/products', at: ARRIVAL - MINUTE },
  ];
  const { because } = askQuiet(gate, reading({ lastLegacyAt: ARRIVAL + 3 * MINUTE, legacyCallers }));
  expect(because).toMatch(/T00:03:00\.000Z: GET \/api\/products\/:id for curl\/8\.5\.0 \(5f3a2c\)$/);
});

describe('with an access log of the load balancer', () => {
  const log = (given: Partial<LoggedLegacy> = {}): LoggedLegacy => ({ place: 's3://logs/shop', until: ARRIVAL + 10 * MINUTE, lastLegacyAt: null, callers: [], unreadableLines: 0, brokenFiles: [], ...given });

  test.each([
    ['tells of all the time', log(), 'open', '10 m without a request on legacy, 10 m needed, and the load balancer’s access log tells of all until 0 ms ago'],
    ['has not come so far', log({ until: ARRIVAL + 4 * MINUTE }), 'held', '4 m without a request on legacy, 10 m needed: 6 m left, and the load balancer’s access log tells of all until 6 m ago'],
    ['says nothing yet', log({ until: null }), 'held', '0 ms without a request on legacy, 10 m needed: 10 m left, and the load balancer’s access log has delivered nothing that is whole yet'],
    ['has lines that nobody can read', log({ unreadableLines: 3 }), 'open', '10 m without a request on legacy, 10 m needed, and the load balancer’s access log tells of all until 0 ms ago, 3 of its lines unreadable'],
    ['has a file that breaks off', log({ brokenFiles: ['s3://logs/a.gz'] }), 'held', expect.stringMatching(/^s3:\/\/logs\/a\.gz cannot be read to the end/)],
    ['names somebody whom no proxy saw', log({ lastLegacyAt: ARRIVAL + 3 * MINUTE, callers: [{ who: 'curl/8.5.0 from 10.1.2.3', route: '/api/*', at: ARRIVAL + 3 * MINUTE }] }), 'held', expect.stringMatching(/^7 m without .* legacy last answered at 2026-01-01T00:03:00\.000Z: \/api\/\* for curl\/8\.5\.0 from 10\.1\.2\.3$/)],
  ])('that %s', (_, accessLog, state, because) => {
    expect(askQuiet(gate, reading({ accessLog }))).toMatchObject({ state, because });
  });

  test('whoever came later, the proxies or the log may know of', () => {
    expect(askQuiet(gate, reading({ lastLegacyAt: ARRIVAL + 9 * MINUTE, accessLog: log({ until: ARRIVAL + 5 * MINUTE }) }))).toMatchObject({ state: 'held', because: expect.stringContaining('T00:09:00.000Z') });
  });
});
