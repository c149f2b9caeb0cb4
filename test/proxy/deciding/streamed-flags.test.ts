import { expect, test } from '@jest/globals';
import { createUnleashFlags } from '../../../migrations/adapters/unleash/unleash-flags.ts';
import { startFlags, type Flags } from '../../../proxy/deciding/flags.ts';
import { startUnleash } from '../../../sandbox/unleash/start.ts';
import { onCleanup } from '../support/cleanup.ts';
import { until } from '../support/until.ts';

const [adminToken, clientToken] = ['*:*.admin-secret', 'default:production.client-secret'];
const NEVER = 600_000;

/** Flags by polling, which after the first time comes too late for any test, and by a stream; from an Unleash that may be disturbed. */
async function start({ refreshMs = NEVER, staleMs = 60_000, stream = true }: { refreshMs?: number; staleMs?: number; stream?: boolean } = {}) {
  const state = { ahead: 0, refused: (_path: string): boolean => false };
  const unleash = await startUnleash({ host: '127.0.0.1', now: Date.now, adminToken, clientToken, intercept: (req, res, next) => (state.refused(req.path) ? res.status(404).json({}) : next()) });
  onCleanup(() => unleash.close());
  const admin = createUnleashFlags({ url: unleash.url, token: adminToken, project: 'default', environment: 'production' });
  await admin.ensure('catalog', { on: true, cohortPercent: 0, shadowPercent: 100 });
  const open = (): Flags => {
    const flags = startFlags({ url: `${unleash.url}/api`, token: clientToken, refreshMs, staleMs, stream, now: () => Date.now() + state.ahead, log: { warn: () => {} } });
    onCleanup(() => flags.stop());
    return flags;
  };
  return { state, admin, open };
}

const fetched = (flags: Flags) => until('the flags', () => flags.freshness === 'fresh' && flags.state('catalog') === 'on');

test('a flag that is switched off takes callers back by the stream, long before the next poll', async () => {
  const { admin, open } = await start();
  await admin.ensure('catalog', { on: true, cohortPercent: 100, shadowPercent: 100 });
  const flags = open();
  await fetched(flags);
  expect(flags.admits('catalog', 'ada')).toBe(true);
  await admin.ensure('catalog', { on: false, cohortPercent: 100, shadowPercent: 100 });
  await until('the flag to be off', () => flags.state('catalog') === 'off' && !flags.admits('catalog', 'ada'));
});

test('the stream alone lets nobody in', async () => {
  const { admin, open } = await start();
  const flags = open();
  await fetched(flags);
  expect(flags.shadows('catalog', 'ada')).toBe(true);
  await admin.ensure('catalog', { on: true, cohortPercent: 100, shadowPercent: 100 });
  await admin.ensure('catalog', { on: true, cohortPercent: 100, shadowPercent: 0 });
  await until('the second change', () => !flags.shadows('catalog', 'ada'));
  expect(flags.admits('catalog', 'ada')).toBe(false);
});

test('a stream that is open makes old flags no fresher', async () => {
  const { state, open } = await start();
  const flags = open();
  await fetched(flags);
  state.ahead = 61_000;
  expect(flags.freshness).toBe('stale');
});

test('a server without a stream is polled, as ever', async () => {
  const { state, admin, open } = await start({ refreshMs: 15 });
  let asked = 0;
  state.refused = (path) => path === '/api/client/streaming' && ++asked > 0;
  const flags = open();
  await fetched(flags);
  await until('the stream to be asked for', () => asked > 0);
  await admin.ensure('catalog', { on: true, cohortPercent: 100, shadowPercent: 100 });
  await until('the change', () => flags.admits('catalog', 'ada'));
  await admin.ensure('catalog', { on: false, cohortPercent: 100, shadowPercent: 100 });
  await until('the flag to be off', () => flags.state('catalog') === 'off');
  expect(asked).toBe(1);
});
