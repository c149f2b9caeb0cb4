import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { IdentityConfig } from '../../../proxy/config/identity.ts';
import { ask, openRaw } from '../support/client.ts';
import { startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { startRawUpstream, startUpstream, type Upstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';
import { startWhoamiService } from '../support/whoami-service.ts';

const MINUTE = 60_000;
const JWKS = '/.well-known/banyan/jwks.json';
const HEADER = 'x-banyan-identity';

const settings = (legacyUrl: string): IdentityConfig => ({
  url: new URL(`${legacyUrl}/internal/session?of=cookie`),
  cookie: 'sid',
  token: 'internal-token',
  claims: { sub: 'customer.id', name: 'customer.name' },
  cacheMs: 5_000,
  timeoutMs: 1_000,
  secrets: ['the secret of all the proxies of this test'],
  rotateMs: 10 * MINUTE,
  issuer: 'banyan',
  lifeMs: MINUTE,
});

const OWNERS: Readonly<Record<string, object>> = { 'sid=ada%3D1': { customer: { id: 7, name: 'Ada' } }, 'sid=visitor': { customer: null } };

/** Legacy that knows two sessions, and answers everything else with its name. */
async function startLegacy(answer: (cookie: string) => object | number = (cookie) => OWNERS[cookie] ?? 401): Promise<Upstream> {
  return startUpstream((req, res) => {
    if (!req.url?.startsWith('/internal/session')) return void res.end('legacy');
    const said = req.headers.authorization === 'Bearer internal-token' ? answer(req.headers.cookie ?? '') : 403;
    if (typeof said === 'number') res.writeHead(said).end();
    else res.end(JSON.stringify(said));
  });
}

async function startAll(options: Partial<TestProxyOptions> & { legacyServer?: Upstream; session?: Partial<IdentityConfig> } = {}) {
  const legacy = options.legacyServer ?? (await startLegacy());
  const candidate = await startWhoamiService();
  const proxy = await startTestProxy({
    legacy: legacy.url,
    candidate: candidate.url,
    flags: { cohort: 100 },
    identity: true,
    ...options,
    config: { caller: { sources: [{ kind: 'address' }], tokens: null }, jwksPath: JWKS, identity: { ...settings(legacy.url), ...options.session }, ...options.config },
  });
  candidate.jwksUrl = `http://127.0.0.1:${proxy.port}${JWKS}`;
  const whoami = async (cookie = '', headers = {}) => (await ask(proxy.port, '/api/products/whoami', { headers: { cookie, ...headers } })).body;
  const questions = () => legacy.requests.filter(({ url }) => url?.startsWith('/internal'));
  return { legacy, candidate, proxy, whoami, questions };
}

describe('a candidate whose group asks for it', () => {
  test('is told who calls', async () => {
    const { whoami, candidate } = await startAll();
    expect(JSON.parse(await whoami('theme=dark; sid=ada%3D1'))).toEqual({ candidate: { sub: '7', name: 'Ada', iss: 'banyan', aud: 'catalog', iat: expect.any(Number), exp: expect.any(Number) } });
    const { iat = 0, exp = 0 } = decodeJwt(String(candidate.requests[0]?.headers[HEADER]));
    expect(exp - iat).toBe(60);
  });

  test('is told that nobody does, where nobody has logged in, the session is over, or there is none', async () => {
    const { whoami } = await startAll();
    expect([await whoami('sid=visitor'), await whoami('sid=over'), await whoami()]).toEqual(Array.from({ length: 3 }, () => '{"candidate":"nobody"}'));
  });

  test('is not told what callers say of themselves', async () => {
    const { whoami, candidate } = await startAll();
    await whoami('sid=ada%3D1');
    const token = String(candidate.requests[0]?.headers[HEADER]);
    expect(await whoami('', { 'X-Banyan-Identity': token })).toBe('{"candidate":"nobody"}');
    // Many servers take a name with "_" for the one with "-".
    await whoami('', { x_banyan_identity: token });
    expect(JSON.stringify(candidate.requests.slice(1).map(({ rawHeaders }) => rawHeaders))).not.toContain(token);
    expect(JSON.parse(await whoami('sid=ada%3D1', { 'X-Banyan-Identity': 'forged' }))).toMatchObject({ candidate: { sub: '7' } });
  });

  test('refuses a forged token itself', async () => {
    const { whoami, candidate } = await startAll();
    await whoami('sid=ada%3D1');
    const [head, , signature] = String(candidate.requests[0]?.headers[HEADER]).split('.');
    const claims = Buffer.from(JSON.stringify({ sub: '1', iss: 'banyan', aud: 'catalog', exp: 9_999_999_999 })).toString('base64url');
    expect((await ask(candidate.port, '/', { headers: { [HEADER]: `${head}.${claims}.${signature}` } })).status).toBe(401);
  });

  test('may get the token as a bearer’s, in place of whatever the caller sent', async () => {
    const { legacy, candidate, proxy } = await startAll({ config: { identityHeader: 'Authorization' } });
    await ask(proxy.port, '/api/products/1', { headers: { cookie: 'sid=ada%3D1', authorization: 'Bearer callers-own' } });
    await ask(proxy.port, '/api/products/1', { headers: { authorization: 'Bearer callers-own' } });
    expect(candidate.requests.map((req) => req.headers.authorization)).toEqual([expect.stringMatching(/^Bearer ey/), undefined]);
    await ask(proxy.port, '/cart', { headers: { authorization: 'Basic legacys' } });
    expect(legacy.requests.at(-1)?.headers.authorization).toBe('Basic legacys');
  });

  test('gets it with a WebSocket too', async () => {
    let head = '';
    const candidate = await startRawUpstream((socket, text) => {
      head = text;
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    const { proxy } = await startAll({ candidate: candidate.url });
    const caller = openRaw(proxy.port);
    caller.send(`GET /api/products/live HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nCookie: sid=ada%3D1\r\n\r\n`);
    await caller.ended;
    expect(head).toMatch(/\r\nX-Banyan-Identity: ey/i);
  });

  test('gets it with copies too', async () => {
    const { candidate, whoami } = await startAll({ flags: { cohort: 0, shadow: 100 } });
    expect(await whoami('sid=ada%3D1')).toBe('legacy');
    await until('the copy', () => candidate.requests.length === 1);
    expect(decodeJwt(String(candidate.requests[0]?.headers[HEADER])).sub).toBe('7');
  });
});

describe('legacy', () => {
  test('is asked with the session’s cookie as it came, and nothing else of the caller’s', async () => {
    const { whoami, questions } = await startAll();
    await whoami('theme=dark; sid=ada%3D1; cart=3', { 'x-forwarded-for': '1.2.3.4', 'x-secret': 'hush' });
    const [asked] = questions();
    expect([asked?.method, asked?.url, asked?.headers.cookie, asked?.headers['x-secret']]).toEqual(['GET', '/internal/session?of=cookie', 'sid=ada%3D1', undefined]);
  });

  test('is asked once for many requests of one session', async () => {
    const { whoami, questions } = await startAll();
    await Promise.all(Array.from({ length: 10 }, () => whoami('sid=ada%3D1')));
    await whoami('sid=ada%3D1');
    expect(questions()).toHaveLength(1);
  });

  test('never gets a token, nor a caller’s own, not even when it stands in for the candidate', async () => {
    const broken = await startUpstream((_req, res) => void res.writeHead(503).end());
    const { legacy, proxy, whoami } = await startAll({ candidate: broken.url });
    expect(await whoami('sid=ada%3D1')).toBe('legacy');
    await ask(proxy.port, '/cart', { headers: { [HEADER]: 'forged', cookie: 'sid=ada%3D1' } });
    expect(broken.requests[0]?.headers[HEADER]).toMatch(/^ey/);
    expect(legacy.requests.map(({ headers }) => headers[HEADER])).toEqual(legacy.requests.map(() => undefined));
    expect(legacy.requests.length).toBeGreaterThanOrEqual(3);
  });

  test.each<[string, Parameters<typeof startLegacy>[0], Partial<IdentityConfig>]>([
    ['fails', () => 500, {}],
    ['does not let the proxy ask', undefined, { token: 'wrong-token' }],
    ['sends its callers to the login page', () => 302, {}],
    ['names more than fits into a header', () => ({ customer: { id: 7, name: 'A'.repeat(3_000) } }), {}],
    ['is not there', undefined, { url: new URL('http://127.0.0.1:1/internal/session') }],
  ])('that %s answers the request itself', async (_how, answer, session) => {
    const { whoami, proxy, candidate } = await startAll({ legacyServer: await startLegacy(answer), session });
    expect(await whoami('sid=ada%3D1')).toBe('legacy');
    await until('the line', () => proxy.logged.some((line) => line['reason'] === 'session-unknown'));
    expect(candidate.requests).toEqual([]);
    expect((await ask(proxy.adminPort, '/metrics')).body).toContain('banyan_session_answers_total{answer="unknown"} 1');
  });

  test('that does not answer in time answers the request itself', async () => {
    const legacy = await startUpstream((req, res) => void (req.url?.startsWith('/internal') ? undefined : res.end('legacy')));
    const { whoami } = await startAll({ legacyServer: legacy, session: { timeoutMs: 50 } });
    expect(await whoami('sid=ada%3D1')).toBe('legacy');
  });

  test('is not asked for a group whose candidate need not know', async () => {
    const { whoami, questions } = await startAll({ identity: false });
    expect(await whoami('sid=ada%3D1', { [HEADER]: 'forged' })).toBe('{"candidate":"nobody"}');
    expect(questions()).toEqual([]);
  });
});

describe('keys', () => {
  test('change while callers come, and nobody is lost; a candidate’s copy of the key set is good for the next period', async () => {
    const clock = { ahead: 0 };
    const unleash = { url: '', token: 'client-token', refreshMs: 15, staleMs: 1_000 * MINUTE, stream: false };
    const { whoami, candidate } = await startAll({ now: () => Date.now() + clock.ahead, session: { cacheMs: 1 }, config: { unleash } });
    const fetches: number[] = [];
    for (let period = 0; period < 4; period++) {
      expect(JSON.parse(await whoami('sid=ada%3D1'))).toMatchObject({ candidate: { sub: '7' } });
      fetches.push(candidate.fetches());
      clock.ahead += 10 * MINUTE;
    }
    expect(new Set(candidate.requests.map(({ headers }) => decodeProtectedHeader(String(headers[HEADER])).kid)).size).toBe(4);
    expect(fetches).toEqual([1, 1, 2, 2]);
  });

  test('are the same at every proxy, on both ports', async () => {
    const [one, two] = [await startAll(), await startAll()];
    one.candidate.jwksUrl = two.candidate.jwksUrl;
    expect(JSON.parse(await one.whoami('sid=ada%3D1'))).toMatchObject({ candidate: { sub: '7' } });
    const sets = await Promise.all([ask(one.proxy.port, JWKS), ask(two.proxy.port, JWKS), ask(one.proxy.adminPort, '/jwks.json')]);
    expect(new Set(sets.map(({ body }) => body)).size).toBe(1);
    expect(sets[0]?.headers['cache-control']).toBe('public, max-age=300');
  });

  test('are on the callers’ port only where it is asked for', async () => {
    const { proxy } = await startAll({ config: { jwksPath: null } });
    expect((await ask(proxy.port, JWKS)).body).toBe('legacy');
  });
});

test('a proxy that was not told whom to ask leaves such a group with legacy', async () => {
  const { whoami } = await startAll({ config: { identity: null } });
  expect(await whoami('sid=ada%3D1')).toBe('legacy');
});

test('neither sessions nor tokens are in the log', async () => {
  const { whoami, proxy, candidate } = await startAll();
  await whoami('sid=ada%3D1');
  await until('the line', () => proxy.logged.some((line) => line['reason'] === 'in-cohort'));
  expect(JSON.stringify(proxy.logged)).not.toMatch(/\bada\b|internal-token|the secret of all/);
  expect(JSON.stringify(proxy.logged)).not.toContain(String(candidate.requests[0]?.headers[HEADER]));
});
