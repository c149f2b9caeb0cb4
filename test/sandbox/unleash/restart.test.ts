import { expect, test } from '@jest/globals';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { startUnleash, type Unleash } from '../../../sandbox/unleash/start.ts';
import { asker } from './ask.ts';

const ADMIN = '*:*.an-admin-secret';
const CLIENT = '*:production.a-client-secret';
const FEATURES = '/api/admin/projects/default/features';
const start = (restored?: Snapshot): Promise<Unleash> => startUnleash({ host: '127.0.0.1', adminToken: ADMIN, clientToken: CLIENT, now: () => Date.UTC(2026, 2, 1), restored });

/** What an operator and a client can ask. */
const QUESTIONS = [
  `${FEATURES}/child`,
  `${FEATURES}/parent`,
  FEATURES,
  '/api/admin/segments',
  '/api/admin/strategies',
  '/api/admin/context',
  '/api/admin/tags',
  '/api/admin/api-tokens',
  '/api/admin/events',
  '/api/admin/search/features?archived=IS:true',
  '/api/admin/client-metrics/features/child/raw',
  '/api/admin/metrics/applications',
];

async function fill(unleash: Unleash): Promise<string> {
  const [admin, client] = [asker(unleash.url, ADMIN), asker(unleash.url, CLIENT)];
  for (const name of ['child', 'parent', 'gone']) await admin('POST', FEATURES, { name });
  const { id } = (await admin('POST', '/api/admin/segments', { name: 'testers', constraints: [{ contextName: 'userId', operator: 'IN', values: ['ada'] }] })).body;
  await admin('POST', `${FEATURES}/child/environments/production/strategies`, { name: 'default', title: 'mine', segments: [id] });
  await admin('POST', `${FEATURES}/child/environments/production/on`);
  await admin('POST', `${FEATURES}/child/dependencies`, { feature: 'parent' });
  await admin('POST', '/api/admin/features/child/tags', { type: 'simple', value: 'banyan' });
  await admin('DELETE', `${FEATURES}/gone`);
  await admin('POST', '/api/admin/strategies', { name: 'own', parameters: [] });
  const stop = new Date(Date.UTC(2026, 2, 1)).toISOString();
  await client('POST', '/api/client/metrics', { appName: 'shop', bucket: { start: stop, stop, toggles: { child: { yes: 3, no: 1, variants: { blue: 2 } } } } });
  return (await admin('POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'client', environment: 'development' })).body.secret;
}

const answers = (unleash: Unleash): Promise<unknown[]> => Promise.all(QUESTIONS.map(async (path) => (await asker(unleash.url, ADMIN)('GET', path)).body));

test('after a restart everything is answered as before, clients are up to date, and numbers go on', async () => {
  const before = await start();
  const secret = await fill(before);
  const etag = (await asker(before.url, CLIENT)('GET', '/api/client/features')).headers.get('etag') ?? '';
  const [known, saved] = [await answers(before), JSON.stringify(before.snapshot())];
  await before.close();
  const after = await start(JSON.parse(saved) as Snapshot);
  try {
    expect(await answers(after)).toEqual(known);
    expect((await asker(after.url, CLIENT)('GET', '/api/client/features', undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await asker(after.url, secret)('GET', '/api/client/features')).status).toBe(200);
    const next = await asker(after.url, ADMIN)('POST', '/api/admin/segments', { name: 'more', constraints: [] });
    expect(next.body.id).toBe(2);
    expect((await asker(after.url, CLIENT)('GET', '/api/client/features', undefined, { 'if-none-match': etag })).status).toBe(200);
  } finally {
    await after.close();
  }
});

test('a snapshot is of its moment, whatever happens afterwards', async () => {
  const unleash = await start();
  try {
    await fill(unleash);
    const snapshot = unleash.snapshot();
    const saved = JSON.stringify(snapshot);
    await asker(unleash.url, ADMIN)('POST', `${FEATURES}/child/environments/production/off`);
    expect(JSON.stringify(snapshot)).toBe(saved);
  } finally {
    await unleash.close();
  }
});

test.each<[string, Snapshot, RegExp]>([
  ['nothing', null, /no snapshot of the sandbox’s Unleash: all of it/],
  ['another service’s', { loadBalancers: [] }, /no snapshot of the sandbox’s Unleash: lastEventId/],
  ['a list', [], /no snapshot of the sandbox’s Unleash: all of it/],
])('%s is not taken for a snapshot', async (_what, snapshot, message) => {
  await expect(start(snapshot)).rejects.toThrow(message);
});
