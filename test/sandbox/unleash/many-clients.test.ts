import { expect, test } from '@jest/globals';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { startUnleash } from '../../../sandbox/unleash/start.ts';
import type { UnleashState } from '../../../sandbox/unleash/state/unleash-state.ts';
import { until } from '../../support/until.ts';
import { asker } from './ask.ts';
import { startSdk, type Sdk } from './start-sdk.ts';

const ADMIN = '*:*.an-admin-secret';
const CLIENT = '*:production.a-client-secret';
const FEATURES = '/api/admin/projects/default/features';
const options = { host: '127.0.0.1', adminToken: ADMIN, clientToken: CLIENT, now: () => Date.now() };

test('50 SDKs that poll 1,000 flags are up to date soon after each change, and fetch them again only then', async () => {
  const first = await startUnleash(options);
  await asker(first.url, ADMIN)('POST', FEATURES, { name: 'flag.0' });
  await asker(first.url, ADMIN)('POST', `${FEATURES}/flag.0/environments/production/on`);
  const state = first.snapshot() as unknown as UnleashState;
  await first.close();
  const flags = Array.from({ length: 1_000 }, (_, index) => state.flags.map((flag) => ({ ...flag, name: `flag.${index}` }))).flat();

  let [whole, unchanged] = [0, 0];
  const unleash = await startUnleash({
    ...options,
    restored: { ...state, flags } as unknown as Snapshot,
    intercept: (request, response, next) => {
      if (request.path === '/api/client/features') response.on('finish', () => (response.statusCode === 304 ? unchanged++ : whole++));
      next();
    },
  });
  const sdks: Sdk[] = [];
  try {
    sdks.push(...(await Promise.all(Array.from({ length: 50 }, () => startSdk(unleash.url, CLIENT)))));
    await until(() => unchanged > 100 || undefined);
    // One whose first answer takes longer than its pause has asked for all of it twice.
    const settled = whole;
    await until(() => unchanged > 200 || undefined);
    expect(whole).toBe(settled);
    for (const turn of ['off', 'on']) {
      await asker(unleash.url, ADMIN)('POST', `${FEATURES}/flag.7/environments/production/${turn}`);
      await until(() => sdks.every((sdk) => sdk.unleash.isEnabled('flag.7') === (turn === 'on')) || undefined);
    }
    expect(whole - settled).toBeLessThanOrEqual(100);
    expect((await asker(unleash.url, ADMIN)('GET', '/health')).status).toBe(200);
  } finally {
    for (const sdk of sdks) sdk.stop();
    await unleash.close();
  }
});
