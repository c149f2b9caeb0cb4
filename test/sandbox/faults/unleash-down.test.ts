import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaultBook, type FaultBook } from '../../../sandbox/faults/fault-book.ts';
import { createUnleashFaults } from '../../../sandbox/faults/unleash-faults.ts';
import { startUnleash, type Unleash } from '../../../sandbox/unleash/start.ts';
import { until } from '../../support/until.ts';
import { startSdk, type Sdk } from '../unleash/start-sdk.ts';

const TOKENS = { adminToken: '*:*.admin', clientToken: '*:production.client' };
let unleash: Unleash;
let book: FaultBook;
let sdk: Sdk;

beforeEach(async () => {
  book = createFaultBook({ seed: 'seed', operations: () => ({}), monotonic: () => performance.now() });
  unleash = await startUnleash({ host: '127.0.0.1', now: Date.now, ...TOKENS, intercept: createUnleashFaults(book) });
  await admin('POST', '', { name: 'catalog', type: 'release' });
  await admin('POST', '/catalog/environments/production/on');
  sdk = await startSdk(unleash.url, TOKENS.clientToken);
});
afterEach(async () => {
  sdk.stop();
  await unleash.close();
});

async function admin(method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${unleash.url}/api/admin/projects/default/features${path}`, { method, headers: { authorization: TOKENS.adminToken, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(await answer.text());
}

const down = (effect: object, rest: object = {}): void => void book.add({ on: 'unleash', path: '/api/client/features', effect, ...rest });
const asked = (count: number) => until(() => (book.list()[0]?.hits ?? 0) >= count || undefined);
const isOn = (): boolean => sdk.unleash.isEnabled('catalog');

describe('the real SDK, while Unleash', () => {
  // First: its requests that never end are tried again for some seconds after it.
  test('never answers, keeps the flags it has', async () => {
    down({ kind: 'hang' });
    await asked(1);
    await admin('POST', '/catalog/environments/production/off');
    expect(isOn()).toBe(true);
  });

  test.each([
    ['refuses', { kind: 'refuse' }],
    ['answers 503', { kind: 'error' }],
  ])('%s, warns, keeps the flags it has, and takes the new ones when it is back', async (_how, effect) => {
    const warned = once(sdk.unleash, 'warn');
    down(effect);
    await admin('POST', '/catalog/environments/production/off');
    // It asks three times before it says so.
    await warned;
    expect(isOn()).toBe(true);
    book.clear();
    await until(() => !isOn() || undefined, 20_000);
  });

  test('says "not modified" though the flags were, does not see the change until that ends', async () => {
    down({ kind: 'etag' });
    await asked(1);
    await admin('POST', '/catalog/environments/production/off');
    await asked((book.list()[0]?.hits ?? 0) + 3);
    expect(isOn()).toBe(true);
    book.clear();
    await until(() => !isOn() || undefined);
  });
});

test('only what matches method and path is down', async () => {
  book.add({ on: 'unleash', method: 'POST', path: '/api/admin/*', effect: { kind: 'error', status: 500 } });
  await expect(admin('POST', '/catalog/environments/production/off')).rejects.toThrow('A fault was asked for');
  expect((await fetch(`${unleash.url}/health`)).status).toBe(200);
});

test('an open stream breaks when Unleash goes down', async () => {
  const stream = await fetch(`${unleash.url}/api/client/streaming`, { headers: { authorization: TOKENS.clientToken, accept: 'text/event-stream' } });
  const reading = stream.text();
  book.add({ on: 'unleash', path: '/api/client/*', effect: { kind: 'refuse' } });
  await expect(reading).rejects.toThrow();
});
