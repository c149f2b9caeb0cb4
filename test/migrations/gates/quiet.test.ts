import { expect, test } from '@jest/globals';
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
