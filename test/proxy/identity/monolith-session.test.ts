import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createApp } from '../../../legacy-sample/app.ts';
import { openDatabase } from '../../../legacy-sample/database/open-database.ts';
import { onCleanup } from '../support/cleanup.ts';
import { ask } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';
import { startWhoamiService } from '../support/whoami-service.ts';

const INTERNAL_TOKEN = 'only-for-the-shop-itself';
const JWKS = '/.well-known/banyan/jwks.json';
const PERIOD_MS = 10 * 60_000;

/** The sample's monolith with its database, and a candidate that shares nothing with it. */
async function startShop() {
  const db = await openDatabase();
  onCleanup(() => db.close());
  const app = createApp({ db, now: Date.now, newId: randomUUID, exportPauseMs: 0, stopping: new AbortController().signal, internalToken: INTERNAL_TOKEN, logError: () => {} });
  const [legacy, candidate, clock] = [await startUpstream(app), await startWhoamiService(), { ahead: 0 }];
  const proxy = await startTestProxy({
    legacy: legacy.url,
    candidate: candidate.url,
    flags: { cohort: 100 },
    identity: true,
    now: () => Date.now() + clock.ahead,
    config: {
      caller: { sources: [{ kind: 'cookie', name: 'sid' }], tokens: null },
      unleash: { url: '', token: 'client-token', refreshMs: 15, staleMs: 10 * PERIOD_MS, stream: false },
      jwksPath: JWKS,
      identity: {
        url: new URL(`${legacy.url}/internal/session`),
        cookie: 'sid',
        token: INTERNAL_TOKEN,
        claims: { sub: 'customer.id', name: 'customer.name' },
        cacheMs: 100,
        timeoutMs: 5_000,
        secrets: ['the secret of all the proxies of this test'],
        rotateMs: PERIOD_MS,
        issuer: 'banyan',
        lifeMs: 60_000,
      },
    },
  });
  candidate.jwksUrl = `http://127.0.0.1:${proxy.port}${JWKS}`;
  const whoami = async (cookie: string): Promise<unknown> => JSON.parse((await ask(proxy.port, '/api/products/whoami', { headers: { cookie } })).body);
  const send = (path: string, cookie: string, body: object) => ask(proxy.port, path, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { legacy, proxy, clock, whoami, send };
}

test('a candidate knows who has logged in at the monolith, and until when', async () => {
  const { legacy, proxy, clock, whoami, send } = await startShop();
  const cookieOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';

  const visitor = cookieOf(await ask(proxy.port, '/'));
  expect(await whoami(visitor)).toEqual({ candidate: 'nobody' });

  const login = await send('/api/login', visitor, { email: 'customer1@shop.example', password: 'correct-horse' });
  const { customer } = JSON.parse(login.body) as { customer: { id: number; name: string } };
  const session = cookieOf(login);
  expect(session).not.toBe(visitor);
  const ada = { candidate: expect.objectContaining({ sub: String(customer.id), name: customer.name, aud: 'catalog' }) };
  expect(await whoami(session)).toEqual(ada);

  // The keys change, twice: the candidate keeps up.
  for (let period = 0; period < 2; period++) {
    clock.ahead += PERIOD_MS;
    expect(await whoami(session)).toEqual(ada);
  }

  expect((await send('/api/logout', session, {})).status).toBe(204);
  await until('the candidate to forget', async () => JSON.stringify(await whoami(session)) === '{"candidate":"nobody"}');

  // What the proxy asks is nobody else's to ask, though it is on the same port.
  expect((await ask(proxy.port, '/internal/session', { headers: { cookie: session } })).status).toBe(404);
  expect(legacy.requests.filter(({ headers }) => headers['x-banyan-identity'] !== undefined)).toEqual([]);
});
