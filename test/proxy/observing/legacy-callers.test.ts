import { expect, test } from '@jest/globals';
import '../support/cleanup.ts';
import { createLegacyCallers } from '../../../proxy/observing/legacy-callers.ts';
import { MOST_LEGACY_CALLERS } from '../../../domain/legacy-callers.ts';
import { ask } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';

const request = (n: number, change: object = {}) => ({ method: 'GET', path: `/api/products/${n}`, headers: ['User-Agent', 'curl/8.5.0'], session: `caller-${n}`, at: n * 1_000, ...change });

test('a report says who comes to legacy and for what, and nothing of what he sent', async () => {
  const legacy = await startUpstream((_req, res) => res.end('legacy'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: legacy.url, flags: { cohort: 0 } });
  await ask(proxy.port, '/api/products/10023?card=4111111111111111', { headers: { 'User-Agent': 'inventory-job/2.1\u00e4 <b>', Cookie: 'sid=a-secret-session' } });
  const { body } = await ask(proxy.adminPort, '/report');
  const { groups } = JSON.parse(body) as { groups: { catalog: { legacyCallers: { who: string; route: string }[] } } };
  expect(groups.catalog.legacyCallers).toMatchObject([{ who: expect.stringMatching(/^inventory-job\/2\.1 b \([\da-f]{6}\)$/), route: 'GET /api/products/:id' }]);
  expect(body).not.toMatch(/a-secret-session|4111111111111111|products\/10023/);
});

test('so many are kept at the most, the latest of each, latest first', () => {
  const callers = createLegacyCallers();
  for (let n = 0; n < 100; n++) callers.answered(request(n));
  callers.answered(request(99, { at: 200_000 }));
  const list = callers.list();
  expect(list).toHaveLength(MOST_LEGACY_CALLERS);
  expect(list[0]?.at).toBe(200_000);
  expect(new Set(list.map(({ who }) => who)).size).toBe(MOST_LEGACY_CALLERS);
});

test('while many come not each of them is looked at', () => {
  const callers = createLegacyCallers();
  for (let n = 0; n < 100; n++) callers.answered(request(n, { at: n }));
  expect(callers.list()).toHaveLength(1);
});

test('a program without a name is one', () => {
  const callers = createLegacyCallers();
  callers.answered(request(1, { headers: [] }));
  expect(callers.list()[0]?.who).toMatch(/^a program without a name \([\da-f]{6}\)$/);
});
