import { describe, expect, test } from '@jest/globals';
import type { Request, RequestHandler } from 'express';
import { SignJWT } from 'jose';
import type { RequestListener } from 'node:http';
import type { CopiedWrites, Copying } from '../../../../domain/copying.ts';
import { askAs, openRaw } from '../../support/client.ts';
import { startTestProxy, type TestProxyOptions } from '../../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../../support/upstream.ts';
import { until } from '../../support/until.ts';
import { candidateApp, copyOf, SECRET } from './candidate-app.ts';

const BODY = JSON.stringify({ name: 'Blue lamp', price: 19.9 });
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const created = (body: unknown): RequestListener => (req, res) => void req.resume().on('end', () => res.writeHead(201, JSON_TYPE).end(JSON.stringify(body)));

interface Setting extends Partial<TestProxyOptions> {
  readonly legacyListener?: RequestListener;
  readonly writes?: CopiedWrites;
  readonly copying?: Partial<Copying>;
  readonly candidateListener?: RequestListener;
}

/** A proxy that copies what changes something, too. */
async function copying({ legacyListener = created({ id: 7 }), writes = { kind: 'dry-run' }, candidateListener = candidateApp(echo), copying: more, ...options }: Setting = {}) {
  const legacy = await startUpstream(legacyListener);
  const candidate = await startUpstream(candidateListener);
  const proxy = await startTestProxy({
    legacy: legacy.url,
    candidate: candidate.url,
    flags: { shadow: 100 },
    ...options,
    shadow: { copying: { writes, never: [], harmless: [], ...more } },
    config: { shadowSecret: SECRET, ...options.config },
  });
  const comparisons = async () => (await proxy.catalog()).comparisons;
  const post = (path = '/api/products', more = {}) => askAs('ada', proxy.port, path, { method: 'POST', body: BODY, ...more, headers: { ...JSON_TYPE, 'content-length': BODY.length, ...(more as { headers?: object }).headers } });
  const copies = () => candidate.requests.filter(({ url }) => !url?.startsWith('/.well-known'));
  return { legacy, candidate, proxy, comparisons, post, copies };
}

/** Answers without waiting for the body. */
const early: RequestListener = (_req, res) => void res.writeHead(201, JSON_TYPE).end('{"id":7}');
const heldBy = async ({ adminPort }: { readonly adminPort: number }) => Number(/^banyan_shadow_bytes (\d+)/m.exec(await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text())?.[1]);

const seen: { copy: unknown; body: unknown; headers: Request['headers'] }[] = [];
const echo: RequestHandler = (req, res) => {
  seen.push({ copy: copyOf(req), body: req.body as unknown, headers: req.headers });
  res.status(201).json({ id: 7 });
};

test('a write is a dry run at the candidate, whose answer is compared', async () => {
  const { post, comparisons, copies } = await copying();
  seen.length = 0;
  expect(await post()).toMatchObject({ status: 201, body: '{"id":7}' });
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect(await comparisons()).toMatchObject({ differing: 0, dropped: { 'unsafe-method': 0, unsupported: 0 } });
  expect(seen).toEqual([{ copy: { mode: 'dry-run' }, body: JSON.parse(BODY), headers: expect.objectContaining({ 'x-banyan-shadow': '1', cookie: 'theme=dark; sid=ada' }) }]);
  expect(copies()).toHaveLength(1);
});

test('so is one of a group whose data moves, while legacy owns its writes', async () => {
  const { post, comparisons, copies } = await copying({ movesData: true, flags: { shadow: 100, writes: 'legacy' } });
  expect(await post()).toMatchObject({ status: 201, body: '{"id":7}' });
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect(copies()).toHaveLength(1);
});

test('without a word in the migration nothing that changes something is copied', async () => {
  const legacy = await startUpstream(created({ id: 7 }));
  const candidate = await startUpstream(candidateApp(echo));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 }, config: { shadowSecret: SECRET } });
  await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: BODY });
  expect((await proxy.catalog()).comparisons.dropped['unsafe-method']).toBe(1);
  expect(candidate.requests).toHaveLength(0);
});

test('each body gets there byte for byte: chunked, empty, of many pieces', async () => {
  const bodies: string[] = [];
  const { proxy, comparisons } = await copying({
    candidateListener: candidateApp((req, res) => {
      copyOf(req);
      let text = '';
      req.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      req.on('end', () => (bodies.push(text), res.status(201).json({ id: 7 })));
    }),
  });
  const large = 'x'.repeat(900_000);
  const sent: [string, string, object][] = [['POST', large, {}], ['DELETE', '', {}], ['PUT', 'a=1&b=%20', { 'transfer-encoding': 'chunked' }]];
  for (const [i, [method, body, headers]] of sent.entries()) {
    await askAs('ada', proxy.port, '/api/products/1', { method, body, headers: { 'content-type': 'text/plain', ...headers } });
    await until('the comparison', async () => (await comparisons()).compared === i + 1);
  }
  expect(bodies.map(({ length }) => length)).toEqual(sent.map(([, { length }]) => length));
  expect(bodies).toEqual(sent.map(([, body]) => body));
});

test('a body that comes with its head is kept, though who calls is found out first', async () => {
  const verified = { sources: [{ kind: 'jwt', claim: 'sub' }], tokens: { claim: 'sub', cookie: null, keys: { secret: SECRET }, issuer: null, audience: null, leewaySeconds: 30 } } as const;
  const { proxy, comparisons } = await copying({ config: { caller: verified } });
  const token = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(Buffer.from(SECRET));
  seen.length = 0;
  const caller = openRaw(proxy.port);
  caller.send(`POST /api/products HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`);
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect(seen.map(({ body }) => body)).toEqual([JSON.parse(BODY)]);
  caller.destroy();
});

describe('fails closed', () => {
  test('a candidate that knows nothing of copies is asked, and sent none', async () => {
    const { post, comparisons, candidate } = await copying({ candidateListener: created({ id: 8 }) });
    for (let i = 0; i < 3; i++) await post();
    await until('three to be dropped', async () => (await comparisons()).dropped.unsupported === 3);
    expect(candidate.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /.well-known/banyan/copies']);
    expect((await comparisons()).compared).toBe(0);
  });

  test('so is one with another secret', async () => {
    const { post, comparisons, copies } = await copying({ candidateListener: candidateApp(echo, { secret: 'another-secret-that-is-long-enough-too' }) });
    await post();
    await until('it to be dropped', async () => (await comparisons()).dropped.unsupported === 1);
    expect(copies()).toHaveLength(0);
  });

  test('a route whose code does not know copies is not reached', async () => {
    let reached = 0;
    const { post, comparisons } = await copying({ candidateListener: candidateApp((_req, res) => void ((reached += 1), res.status(201).json({})), { routes: ['POST /api/products/known'] }) });
    await post();
    await until('it to be dropped', async () => (await comparisons()).dropped.unsupported === 1);
    await post('/api/products/known');
    await until('the other to be sent', () => reached === 1);
  });

  test('code that never asks what it is given gets no second copy', async () => {
    let reached = 0;
    const { post, comparisons, proxy } = await copying({ candidateListener: candidateApp((_req, res) => void ((reached += 1), res.status(201).json({ id: 7 }))) });
    await post();
    await until('it to be dropped', async () => (await comparisons()).dropped.unsupported === 1);
    await post();
    await until('the next to be dropped', async () => (await comparisons()).dropped.unsupported === 2);
    expect(reached).toBe(1);
    expect(proxy.logged).toContainEqual(expect.objectContaining({ verdict: 'unaware', group: 'catalog' }));
  });

  test('behind a connection that was confirmed no other is used unasked', async () => {
    const { post, comparisons, candidate } = await copying({ candidateListener: (req, res) => (res.shouldKeepAlive = false, candidateApp(echo)(req, res)) });
    await post();
    // The answer to the question has ended the connection that it was given on.
    await until('it to be counted', async () => (await comparisons()).failed + (await comparisons()).dropped.unsupported === 1);
    expect(candidate.requests.map(({ url }) => url)).toEqual(['/.well-known/banyan/copies']);
  });
});

describe('whatever becomes of the copy, the caller gets legacy’s answer', () => {
  test.each<[string, () => Promise<{ url: string }>]>([
    ['hangs when asked', () => startUpstream(() => {})],
    ['hangs with the copy', () => startUpstream(candidateApp((req) => void copyOf(req)))],
    ['hangs up', () => startRawUpstream((socket) => socket.destroy())],
    ['refuses', async () => ({ url: await refusingUrl() })],
  ])('the candidate %s', async (_how, start) => {
    const { url } = await start();
    const { post, comparisons, proxy } = await copying({ candidate: url, shadowTimeoutMs: 80 });
    expect(await post()).toMatchObject({ status: 201, body: '{"id":7}' });
    await until('the comparison', async () => (await comparisons()).failed === 1);
    expect((await proxy.catalog()).legacy.requests).toBe(1);
  });

  test('an upload that the caller breaks off is copied to nobody, and nothing of it is held', async () => {
    const { proxy, copies, legacy } = await copying();
    const caller = openRaw(proxy.port);
    caller.send(`POST /api/products HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000\r\n\r\nhalf`);
    await until('legacy to be asked', () => legacy.requests.length === 1);
    caller.destroy();
    await until('nothing to be held', async () => (await heldBy(proxy)) === 0);
    expect(copies()).toHaveLength(0);
  });

  test('one that legacy never answers leaves nothing behind', async () => {
    const raw = await startRawUpstream((socket) => socket.destroy());
    const { post, proxy, copies } = await copying({ legacy: raw.url });
    expect((await post()).status).toBe(502);
    await until('nothing to be held', async () => (await heldBy(proxy)) === 0);
    expect(copies()).toHaveLength(0);
  });

  test.each<[string, Record<string, string>]>([['announced', {}], ['not announced', { 'transfer-encoding': 'chunked' }]])('a body larger than is kept, %s, reaches legacy whole and the candidate not at all', async (_how, headers) => {
    let bytes = 0;
    const { proxy, comparisons, candidate } = await copying({ legacyListener: (req, res) => void req.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => res.writeHead(201).end()) });
    await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: Buffer.alloc(1_500_000, 'x'), headers });
    expect(bytes).toBe(1_500_000);
    await until('it to be dropped', async () => (await comparisons()).dropped['too-large'] === 1);
    expect(candidate.requests).toHaveLength(0);
  });

  test('legacy answers before the upload is complete: the copy waits for all of it', async () => {
    const { proxy, comparisons, copies } = await copying({ legacyListener: early });
    seen.length = 0;
    const caller = openRaw(proxy.port);
    caller.send(`POST /api/products HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY.slice(0, 9)}`);
    await until('the answer', () => caller.received().includes('{"id":7}'));
    expect(copies()).toHaveLength(0);
    caller.send(BODY.slice(9));
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(seen.map(({ body }) => body)).toEqual([JSON.parse(BODY)]);
    caller.destroy();
  });

  test('and if the rest never comes, there is no copy, and nothing is held', async () => {
    const { proxy, comparisons, copies } = await copying({ legacyListener: early });
    const caller = openRaw(proxy.port);
    caller.send(`POST /api/products HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000\r\n\r\nhalf`);
    await until('the answer', () => caller.received().includes('{"id":7}'));
    caller.destroy();
    await until('it to be dropped', async () => (await comparisons()).dropped.aborted === 1);
    expect(await heldBy(proxy)).toBe(0);
    expect(copies()).toHaveLength(0);
  });
});

describe('never copied, whatever the migration says', () => {
  test.each(['/api/products/login', '/api/products/7/payment', '/api/products/resetPassword', '/api/products/send-email', '/api/products/7/Pay', '/api/products/%70ay', '/api/products/webhooks/stripe', '/api/products/7/cancel'])('POST %s', async (path) => {
    const { post, comparisons, candidate } = await copying({ copying: { never: ['POST /api/products/*/cancel'] } });
    await post(path);
    expect((await comparisons()).dropped.denied).toBe(1);
    expect(candidate.requests).toHaveLength(0);
  });

  test('reading what is used up by being read, unless the migration says that it is harmless', async () => {
    const { proxy, comparisons } = await copying({ legacyListener: created([]), candidateListener: created([]), copying: { harmless: ['GET /api/products/tokens'] } });
    await askAs('ada', proxy.port, '/api/products/verify?code=1');
    await askAs('ada', proxy.port, '/api/products/tokens');
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect((await comparisons()).dropped.denied).toBe(1);
  });
});

describe('an isolated store', () => {
  test('is named to writes and reads alike, and an idempotency key is not the caller’s', async () => {
    const { post, proxy, comparisons } = await copying({ writes: { kind: 'isolated-store', store: 'shadow' } });
    seen.length = 0;
    await post('/api/products', { headers: { 'Idempotency-Key': 'k1' } });
    await askAs('ada', proxy.port, '/api/products');
    await until('the comparisons', async () => (await comparisons()).compared === 2);
    expect(seen.map(({ copy }) => copy)).toEqual([{ mode: 'isolated-store', store: 'shadow' }, { mode: 'isolated-store', store: 'shadow' }]);
    expect(seen[0]?.headers['idempotency-key']).toBe('shadow:k1');
    expect((await comparisons()).differing).toBe(0);
  });

  test('sees a session’s copies in their order', async () => {
    const order: string[] = [];
    let first = true;
    const { post, comparisons } = await copying({
      writes: { kind: 'isolated-store', store: 'shadow' },
      candidateListener: candidateApp((req, res) => {
        copyOf(req);
        order.push(`begins ${req.url}`);
        setTimeout(() => (order.push(`ends ${req.url}`), res.status(201).json({ id: 7 })), first ? 40 : 0);
        first = false;
      }),
    });
    await Promise.all([post('/api/products/1'), post('/api/products/2')]);
    await until('the comparisons', async () => (await comparisons()).compared === 2);
    const [one] = order[0]!.split(' ').slice(1);
    const other = one === '/api/products/1' ? '/api/products/2' : '/api/products/1';
    expect(order).toEqual([`begins ${one}`, `ends ${one}`, `begins ${other}`, `ends ${other}`]);
  });
});

describe('response replay', () => {
  const writes: CopiedWrites = { kind: 'response-replay', adopt: { '$.id': '$.id', 'header.x-order': 'location', '$.lines[].id': '$.lines[].id' } };
  const order = JSON.stringify({ id: '18014398509481993', lines: [{ id: 1 }, { id: 2 }] }).replace('"18014398509481993"', '18014398509481993');
  const legacyListener: RequestListener = (req, res) => void req.resume().on('end', () => res.writeHead(201, { ...JSON_TYPE, location: '/api/products/A-42?x=1' }).end(order));
  const body = '{"lines":[{"sku":"a","price":1.0},{"sku":"b"}]}';

  test('the candidate gets the ids that legacy gave, digit for digit', async () => {
    const bodies: string[] = [];
    const { proxy, comparisons, copies } = await copying({
      writes,
      legacyListener,
      candidateListener: candidateApp((req, res) => {
        expect(copyOf(req)).toEqual({ mode: 'response-replay', legacyStatus: 201 });
        let text = '';
        req.setEncoding('utf8').on('data', (piece: string) => (text += piece)).on('end', () => (bodies.push(text), res.status(201).location('/api/products/A-42?x=1').type('json').send(order)));
      }, {}),
    });
    await askAs('ada', proxy.port, '/api/products', { method: 'POST', body, headers: { 'content-type': 'application/vnd.order', 'content-length': body.length } });
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(bodies).toEqual(['{"lines":[{"sku":"a","price":1.0,"id":1},{"sku":"b","id":2}],"id":18014398509481993}']);
    expect(copies()[0]?.headers['x-order']).toBe('A-42');
    expect((await comparisons()).differing).toBe(0);
  });

  test.each<[string, RequestListener, string]>([
    ['legacy refused', (req, res) => void req.resume().on('end', () => res.writeHead(409, JSON_TYPE).end('{}')), 'not-accepted'],
    ['legacy failed', (req, res) => void req.resume().on('end', () => res.writeHead(500).end()), 'not-accepted'],
    ['legacy gave no such ids', created({ lines: [{ id: 1 }, { id: 2 }] }), 'ids-missing'],
    ['an id would end a header', (req, res) => void req.resume().on('end', () => res.writeHead(201, { ...JSON_TYPE, location: '/x/%0d%0ay' }).end(JSON.stringify({ id: 'a\r\nx-evil: 1', lines: [] }))), 'ids-missing'],
  ])('nothing is repeated where %s', async (_why, listener, reason) => {
    const { post, comparisons, candidate } = await copying({ writes: reason === 'ids-missing' ? { kind: 'response-replay', adopt: { 'header.x-order': '$.id' } } : writes, legacyListener: listener });
    await post();
    await until('it to be dropped', async () => (await comparisons()).dropped[reason as 'not-accepted'] === 1);
    expect(candidate.requests).toHaveLength(0);
  });
});

test('compared on the next read: the change is not copied, nor is what its session reads before the candidate can know', async () => {
  const { post, proxy, comparisons, copies } = await copying({ legacyListener: created([]), candidateListener: created([]), writes: { kind: 'next-read', settleMs: 60_000 } });
  await post();
  await askAs('ada', proxy.port, '/api/products');
  await askAs('bob', proxy.port, '/api/products');
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect((await comparisons()).dropped).toMatchObject({ 'unsafe-method': 1, settling: 1 });
  expect(copies()).toHaveLength(1);
});

describe('the loop guard', () => {
  test('what a copy would change at another service, through the proxy, it does not', async () => {
    const { post, legacy, candidate, proxy } = await copying();
    const answer = await post('/api/products', { headers: { 'X-Banyan-Shadow': '1' } });
    expect(answer.status).toBe(403);
    expect([legacy.requests, candidate.requests]).toEqual([[], []]);
    expect(await (await fetch(`http://127.0.0.1:${proxy.adminPort}/metrics`)).text()).toContain('banyan_own_answers_total{why="copy"} 1');
  });

  test('what a copy reads there is answered, and no copy is made of it', async () => {
    const { proxy, legacy, candidate } = await copying({ legacyListener: created([]) });
    expect((await askAs('ada', proxy.port, '/api/products', { headers: { 'X-Banyan-Shadow': '1' } })).status).toBe(201);
    expect([legacy.requests.length, candidate.requests.length]).toEqual([1, 0]);
  });

  test('a caller’s own token reaches nobody', async () => {
    const { post, legacy } = await copying({ flags: { shadow: 0 } });
    await post('/api/products', { headers: { 'X-Banyan-Copy': 'made up' } });
    expect(legacy.requests[0]?.headers).not.toHaveProperty('x-banyan-copy');
  });
});
