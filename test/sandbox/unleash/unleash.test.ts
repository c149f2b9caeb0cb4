import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startUnleash, type Unleash } from '../../../sandbox/unleash/start.ts';
import { until } from '../../support/until.ts';
import { asker } from './ask.ts';
import { startSdk } from './start-sdk.ts';

const ADMIN = '*:*.an-admin-secret';
const CLIENT = '*:production.a-client-secret';
const FEATURES = '/api/admin/projects/default/features';
const PRODUCTION = `${FEATURES}/a.flag/environments/production`;
const NOW = Date.UTC(2026, 2, 1);
const options = { host: '127.0.0.1', adminToken: ADMIN, clientToken: CLIENT, now: () => NOW };

describe('the sandbox’s Unleash', () => {
  let unleash: Unleash;
  beforeEach(async () => {
    unleash = await startUnleash(options);
  });
  afterEach(() => unleash.close());

  const admin = (...request: Parameters<ReturnType<typeof asker>>): ReturnType<ReturnType<typeof asker>> => asker(unleash.url, ADMIN)(...request);
  const client = (...request: Parameters<ReturnType<typeof asker>>): ReturnType<ReturnType<typeof asker>> => asker(unleash.url, CLIENT)(...request);

  test('is healthy without a token', async () => {
    const response = await fetch(`${unleash.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { health: 'GOOD' }]);
  });

  test('answers in JSON where there is nothing, outside the APIs too', async () => {
    expect(await admin('GET', '/nowhere')).toMatchObject({ status: 404, body: { name: 'NotFoundError' } });
  });

  test.each([
    ['polling', { type: 'polling', format: 'full' }],
    ['polling for deltas', { type: 'polling', format: 'delta' }],
    ['streaming', { type: 'streaming' }],
  ] as const)('the real SDK, %s, follows a flag on, off and into the archive', async (_what, mode) => {
    await admin('POST', FEATURES, { name: 'a.flag' });
    const sdk = await startSdk(unleash.url, CLIENT, mode);
    const follows = (condition: () => boolean): Promise<unknown> => until(() => condition() || undefined);
    const enabled = (): boolean => sdk.unleash.isEnabled('a.flag', { userId: 'ada' });
    try {
      await admin('POST', `${PRODUCTION}/on`);
      await follows(enabled);
      await admin('POST', `${PRODUCTION}/off`);
      await follows(() => !enabled());
      await admin('POST', `${PRODUCTION}/on`);
      await follows(enabled);
      await admin('DELETE', `${FEATURES}/a.flag`);
      await follows(() => sdk.unleash.getFeatureToggleDefinition('a.flag') === undefined);
    } finally {
      sdk.stop();
    }
  });

  test.each([['polling for deltas', { type: 'polling', format: 'delta' }], ['streaming', { type: 'streaming' }]] as const)('the real SDK, %s, is told of segments that change', async (_what, mode) => {
    const segment = (userId: string): object => ({ name: 'testers', constraints: [{ contextName: 'userId', operator: 'IN', values: [userId] }] });
    const { id } = (await admin('POST', '/api/admin/segments', segment('ada'))).body;
    await admin('POST', FEATURES, { name: 'a.flag' });
    await admin('POST', `${PRODUCTION}/strategies`, { name: 'default', segments: [id] });
    await admin('POST', `${PRODUCTION}/on`);
    const sdk = await startSdk(unleash.url, CLIENT, mode);
    try {
      expect(sdk.unleash.isEnabled('a.flag', { userId: 'ada' })).toBe(true);
      await admin('PUT', `/api/admin/segments/${id}`, segment('bob'));
      await until(() => sdk.unleash.isEnabled('a.flag', { userId: 'bob' }) || undefined);
      expect(sdk.unleash.isEnabled('a.flag', { userId: 'ada' })).toBe(false);
    } finally {
      sdk.stop();
    }
  });

  test('what the real SDK counts reaches the flag’s usage', async () => {
    await admin('POST', FEATURES, { name: 'a.flag' });
    await admin('POST', `${PRODUCTION}/on`);
    const late = await startUnleash({ ...options, now: () => Date.now(), restored: unleash.snapshot() });
    const sdk = await startSdk(late.url, CLIENT);
    try {
      for (let times = 0; times < 7; times++) sdk.unleash.isEnabled('a.flag');
      const usage = await until(async () => {
        const { body } = await asker(late.url, ADMIN)('GET', '/api/admin/client-metrics/features/a.flag');
        return body.lastHourUsage.length > 0 ? body : undefined;
      });
      expect(usage).toMatchObject({ lastHourUsage: [{ environment: 'production', yes: 7, no: 0 }], seenApplications: ['test'] });
    } finally {
      sdk.stop();
      await late.close();
    }
  });

  test('a delta has each thing once that changed since, and everything for who was never there', async () => {
    await admin('POST', FEATURES, { name: 'untouched' });
    await admin('POST', FEATURES, { name: 'a.flag' });
    const first = await client('GET', '/api/client/delta');
    expect(first.body.events).toMatchObject([{ type: 'hydration', features: [{ name: 'untouched' }, { name: 'a.flag' }] }]);
    const etag = first.headers.get('etag') ?? '';
    expect((await client('GET', '/api/client/delta', undefined, { 'if-none-match': etag })).status).toBe(304);
    for (const turn of ['on', 'off', 'on']) await admin('POST', `${PRODUCTION}/${turn}`);
    expect((await client('GET', '/api/client/delta', undefined, { 'if-none-match': etag })).body.events).toMatchObject([{ type: 'feature-updated', feature: { name: 'a.flag', enabled: true } }]);
    const elsewhere = etag.replace(/:\d+:/, ':999999:');
    expect((await client('GET', '/api/client/delta', undefined, { 'if-none-match': elsewhere })).body.events).toMatchObject([{ type: 'hydration' }]);
  });

  test('a flag that is not seen any more is off the delta too', async () => {
    await admin('POST', FEATURES, { name: 'a.flag' });
    const etag = (await client('GET', '/api/client/delta')).headers.get('etag') ?? '';
    await admin('DELETE', `${FEATURES}/a.flag`);
    expect((await client('GET', '/api/client/delta', undefined, { 'if-none-match': etag })).body.events).toMatchObject([{ type: 'feature-removed', featureName: 'a.flag', project: 'default' }]);
  });

  test('a stream that was broken goes on where it stopped', async () => {
    await admin('POST', FEATURES, { name: 'a.flag' });
    const { eventId } = (await client('GET', '/api/client/delta')).body.events[0];
    await admin('POST', `${PRODUCTION}/on`);
    expect(await firstMessage(`${unleash.url}/api/client/streaming`, { 'last-event-id': String(eventId) })).toMatch(/^id: \d+\nevent: unleash-updated\ndata: .*"feature-updated"/);
    expect(await firstMessage(`${unleash.url}/api/client/streaming`, {})).toMatch(/^id: \d+\nevent: unleash-connected\ndata: .*"hydration"/);
  });

  test('a token that is over its time is none', async () => {
    const { secret } = (await admin('POST', '/api/admin/api-tokens', { tokenName: 'x', type: 'client', environment: 'production', expiresAt: new Date(NOW + 1_000).toISOString() })).body;
    expect((await asker(unleash.url, secret)('GET', '/api/client/features')).status).toBe(200);
    await admin('PUT', `/api/admin/api-tokens/${encodeURIComponent(secret)}`, { expiresAt: new Date(NOW - 1_000).toISOString() });
    expect((await asker(unleash.url, secret)('GET', '/api/client/features')).status).toBe(401);
  });

  test('an interceptor sees requests first, and can keep them from having an effect', async () => {
    let broken = false;
    const other = await startUnleash({ ...options, intercept: (_request, response, next) => void (broken ? response.status(503).end() : next()) });
    try {
      const ask = asker(other.url, ADMIN);
      expect((await ask('POST', FEATURES, { name: 'before' })).status).toBe(201);
      broken = true;
      expect((await ask('POST', FEATURES, { name: 'during' })).status).toBe(503);
      expect((await ask('GET', '/health')).status).toBe(503);
      broken = false;
      expect((await ask('GET', `${FEATURES}/during`)).status).toBe(404);
    } finally {
      await other.close();
    }
  });

  test('an export has what makes a flag', async () => {
    await admin('POST', FEATURES, { name: 'a.flag' });
    await admin('POST', `${PRODUCTION}/on`);
    expect((await admin('POST', '/api/admin/features-batch/export', { features: ['a.flag'], environment: 'production' })).body).toMatchObject({
      features: [{ name: 'a.flag' }],
      featureStrategies: [{ name: 'flexibleRollout', featureName: 'a.flag' }],
      featureEnvironments: [{ featureName: 'a.flag', environment: 'production', enabled: true }],
    });
  });
});

/** The first message of a stream of server-sent events. */
async function firstMessage(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const leave = new AbortController();
  const { body } = await fetch(url, { headers: { authorization: CLIENT, ...headers }, signal: leave.signal });
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('\n\n')) break;
  }
  leave.abort();
  return text;
}
