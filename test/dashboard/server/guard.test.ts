import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hold } from '../../../migrations/engine/hold.ts';
import { startFakeDashboard, TOKEN, type FakeDashboard } from '../support/fake-dashboard.ts';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

let page: FakeDashboard;
let own: { readonly host: string; readonly origin: string };
beforeAll(async () => {
  page = await startFakeDashboard();
  const { host, origin } = new URL(page.url);
  own = { host, origin };
  await page.moveTo('catalog', { kind: 'cohort', percent: 10 });
});
afterAll(() => page.close());

/** A request with exactly these headers, which `fetch` would not send. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(new URL(path, page.url), { method, headers: { host: own.host, ...(content !== undefined && { 'content-length': Buffer.byteLength(content) }), ...headers } }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => (text += part));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

const json = { 'content-type': 'application/json' };
const fromPage = () => ({ ...json, origin: own.origin, 'x-banyan': 'page' });
async function logIn(): Promise<Record<string, string>> {
  const answer = await ask('POST', '/api/session', fromPage(), { token: TOKEN });
  const cookie = String(answer.headers['set-cookie']);
  return { cookie: cookie.split(';')[0] ?? '', 'x-banyan-key': (JSON.parse(answer.body) as { key: string }).key };
}
const entries = async () => (await page.world.ports.journal.read('0001-catalog')).length;
const order = { who: 'Ada', why: 'have a look' };

describe('whom it answers', () => {
  test.each(['/', '/groups/catalog', '/api/state', '/api/groups/catalog', '/page/main.js', '/vendor/uplot/uPlot.esm.js', '/vendor/lit-html/lit-html.js'])('%s is answered under its own host name', async (path) => {
    expect((await ask('GET', path)).status).toBe(200);
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])('under the host name %s nothing is (DNS rebinding)', async (host) => {
    for (const path of ['/', '/api/state', '/api/stream']) expect(await ask('GET', path, { host })).toMatchObject({ status: 403 });
  });

  test.each([{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])('a page of another site is not: %j', async (headers) => {
    for (const path of ['/api/state', '/api/stream']) expect(await ask('GET', path, headers as Record<string, string>)).toMatchObject({ status: 403 });
  });

  test('links to it from elsewhere are followed', async () => {
    expect((await ask('GET', '/groups/catalog', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  });

  test('every answer forbids what the page does not need', async () => {
    for (const path of ['/', '/api/state', '/page/main.js', '/no-such-page']) {
      const { headers } = await ask('GET', path);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self' 'sha256-[^']+'; style-src 'self'; img-src 'self'; connect-src 'self';.*frame-ancestors 'none'$/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  test.each(['/page/../server/app.ts', '/page/..%2fserver%2fapp.ts', '/page/index.html', '/package.json', '/vendor/lit-html/../../package.json', '/api/groups/nobody'])('there is no %s', async (path) => {
    expect((await ask('GET', path)).status).toBe(404);
  });
});

describe('who may act', () => {
  let halves: Record<string, string>;
  beforeEach(async () => void (halves = await logIn()));

  test('who has logged in, and the journal has their name', async () => {
    const answer = await ask('POST', '/api/groups/catalog/hold', { ...fromPage(), ...halves }, order);
    expect(answer).toMatchObject({ status: 200 });
    expect(JSON.parse(answer.body)).toEqual({ said: 'catalog is held at cohort:10.' });
    expect((await page.world.ports.journal.read('0001-catalog')).at(-1)).toMatchObject({ kind: 'held', who: 'Ada (page of tester)', why: 'have a look' });
    // What was done is seen at once.
    expect(page.source.state().groups[0]?.standing.kind).toBe('restrained');
  });

  test('two who hold at once are told of each other', async () => {
    await hold({ ...page.engine, who: 'grace@ops' }, page.migrations[0]!, 'prices');
    const answer = await ask('POST', '/api/groups/catalog/hold', { ...fromPage(), ...halves }, order);
    expect(JSON.parse(answer.body)).toEqual({ said: 'catalog is held at cohort:10. grace@ops held it already: prices' });
  });

  test('the cookie cannot be read by scripts, nor be sent by other sites', async () => {
    const { headers } = await ask('POST', '/api/session', fromPage(), { token: TOKEN });
    expect(String(headers['set-cookie'])).toMatch(/^banyan-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test.each(['', 'wrong', `${TOKEN} `, TOKEN.slice(1)])('nobody with the token %j', async (token) => {
    expect(await ask('POST', '/api/session', fromPage(), { token })).toMatchObject({ status: 401 });
  });

  test.each<[string, (own: Record<string, string>) => Record<string, string>, number]>([
    ['without either half', () => ({ ...fromPage() }), 401],
    ['with the cookie alone', ({ cookie = '' }) => ({ ...fromPage(), cookie }), 401],
    ['with the key alone', (both) => ({ ...fromPage(), 'x-banyan-key': both['x-banyan-key'] ?? '' }), 401],
    ['with another’s key', ({ cookie = '' }) => ({ ...fromPage(), cookie, 'x-banyan-key': 'x'.repeat(43) }), 401],
    ['from another site', (both) => ({ ...fromPage(), ...both, origin: 'http://evil.example' }), 403],
    ['from another port of this machine', (both) => ({ ...fromPage(), ...both, origin: 'http://127.0.0.1:1' }), 403],
    ['without an origin', (both) => ({ ...json, 'x-banyan': 'page', ...both }), 403],
    ['without the header that only scripts can add', (both) => ({ ...json, origin: own.origin, ...both }), 403],
    ['as a form could', (both) => ({ origin: own.origin, 'x-banyan': 'page', ...both, 'content-type': 'text/plain' }), 403],
    ['under a host name that is not ours', (both) => ({ ...fromPage(), ...both, host: 'evil.example', origin: 'http://evil.example' }), 403],
  ])('nobody %s, and nothing is written', async (_, headers, status) => {
    const before = await entries();
    for (const act of ['hold', 'approve', 'rollback']) expect(await ask('POST', `/api/groups/catalog/${act}`, headers(halves), order)).toMatchObject({ status });
    expect(await entries()).toBe(before);
  });

  test.each([{ who: '', why: 'x' }, { who: 'x', why: '   ' }, { who: 'x' }, { who: 'x', why: 'y'.repeat(501) }, { ...order, group: 'other' }, ['x']])('nobody who says %j', async (body) => {
    const before = await entries();
    expect(await ask('POST', '/api/groups/catalog/approve', { ...fromPage(), ...halves }, body)).toMatchObject({ status: 400 });
    expect(await entries()).toBe(before);
  });

  test.each([['   ', 'no reason given'], ['y'.repeat(501), `${'y'.repeat(499)}…`]])('how it is said why keeps nobody from stopping a group: %j', async (why, written) => {
    expect(await ask('POST', '/api/groups/catalog/hold', { ...fromPage(), ...halves }, { who: 'Ada', why })).toMatchObject({ status: 200 });
    expect((await page.world.ports.journal.read('0001-catalog')).at(-1)).toMatchObject({ kind: 'held', why: written });
  });

  test('what would steer a terminal does not get into the journal', async () => {
    await ask('POST', '/api/groups/catalog/hold', { ...fromPage(), ...halves }, { who: 'Ada\u001b[31m', why: 'a\u202eb\r\nc' });
    expect((await page.world.ports.journal.read('0001-catalog')).at(-1)).toMatchObject({ who: 'Ada [31m (page of tester)', why: 'a b c' });
  });

  test('what the engine refuses is told with its code and remedy', async () => {
    const answer = await ask('POST', '/api/groups/catalog/approve', { ...fromPage(), ...halves }, order);
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'USAGE', message: expect.stringContaining('no approval is asked for'), remedy: expect.any(String) } });
    expect(await ask('POST', '/api/groups/nobody/hold', { ...fromPage(), ...halves }, order)).toMatchObject({ status: 404 });
  });

  test('who has logged out may not any more', async () => {
    expect((await ask('DELETE', '/api/session', { ...fromPage(), ...halves }, {})).status).toBe(200);
    expect(await ask('POST', '/api/groups/catalog/hold', { ...fromPage(), ...halves }, order)).toMatchObject({ status: 401 });
  });

  test('a roll-back from the page brings everybody back and tells its times', async () => {
    await page.moveTo('catalog', { kind: 'cohort', percent: 10 });
    const answer = await ask('POST', '/api/groups/catalog/rollback', { ...fromPage(), ...halves }, { who: 'Ada', why: 'prices look wrong' });
    expect((JSON.parse(answer.body) as { said: string }).said).toMatch(/^catalog is back on legacy \(was at cohort:10\): flag off after .*, rule removed after .*; last request on the candidate: /);
    expect(await page.world.ports.flags.observe('catalog')).toMatchObject({ on: false });
    expect((await page.world.ports.journal.read('0001-catalog')).findLast(({ kind }) => kind === 'moved')).toMatchObject({ how: 'roll-back', who: 'Ada (page of tester)' });
  });
});

describe('where others than this machine can reach it', () => {
  let open: FakeDashboard;
  beforeAll(async () => void (open = await startFakeDashboard(undefined, { host: '0.0.0.0', names: ['127.0.0.1'] })));
  afterAll(() => open.close());
  const at = (path: string) => new URL(path, open.url.replace('0.0.0.0', '127.0.0.1'));

  test('only those who have logged in see anything', async () => {
    const { host, origin } = at('/');
    expect((await fetch(at('/'))).status).toBe(200);
    for (const path of ['/api/state', '/api/groups/catalog', '/api/stream']) expect((await fetch(at(path))).status).toBe(401);
    const login = await fetch(at('/api/session'), { method: 'POST', headers: { ...json, host, origin, 'x-banyan': 'page' }, body: JSON.stringify({ token: TOKEN }) });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(at('/api/state'), { headers: { cookie } })).status).toBe(200);
  });
});
