import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Comparison } from '../../../shadow/comparison.ts';
import { recordExchange, type SeenExchange } from '../../../shadow/recording/record-exchange.ts';
import { createRequestSender } from '../../../shadow/replay/send-request.ts';
import { replay, type ReplayOptions } from '../../../shadow/replay/replay.ts';
import type { ReplayItem } from '../../../shadow/replay/replay-item.ts';
import { AT, differing, json, redactor } from '../answers.ts';

const KEY = new Uint8Array(32).fill(9);
const [UUID, OTHER] = ['9b2e1d6a-7c1f-4e0b-8a55-0f3c2d1e4b77', '11111111-7c1f-4e0b-8a55-0f3c2d1e4b78'];

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function serve(answer: (asked: Asked) => unknown): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const listener: RequestListener = (req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    req.on('end', () => {
      const seen = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body };
      asked.push(seen);
      const said = answer(seen);
      if (said === 'hang') return;
      if (said === 'reset') return void req.socket.destroy();
      const { status = 200, headers = {}, body: text } = said as { status?: number; headers?: Record<string, string>; body?: unknown };
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text === undefined ? JSON.stringify(said) : JSON.stringify(text));
    });
  };
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const seen = (target: string, answer: unknown, rest: Partial<SeenExchange> = {}): ReplayItem => {
  const { at, session, request, answer: kept } = recordExchange({ at: AT, session: 'ada', method: 'GET', target, headers: [], body: new Uint8Array(), answer: json(answer), ...rest }, { key: KEY });
  return { at, session, request, answer: kept };
};
const post = (target: string, body: unknown, answer: unknown, rest: Partial<SeenExchange> = {}) =>
  seen(target, answer, { method: 'POST', headers: ['content-type', 'application/json'], body: Buffer.from(JSON.stringify(body)), answer: { ...json(answer), status: 201 }, ...rest });

async function* from(items: readonly ReplayItem[]): AsyncGenerator<ReplayItem> {
  yield* items;
}

async function run(items: readonly ReplayItem[], url: string, rest: Partial<ReplayOptions> & { readonly legacyUrl?: string; readonly timeoutMs?: number } = {}) {
  const comparisons: Comparison[] = [];
  const sender = (to: string) => {
    const made = createRequestSender({ url: to, timeoutMs: rest.timeoutMs ?? 5_000, connections: 8, elapsed: () => performance.now() });
    closing.push(() => made.close());
    return made;
  };
  const counts = await replay(from(items), {
    candidate: sender(url),
    legacy: rest.legacyUrl === undefined ? null : sender(rest.legacyUrl),
    key: KEY,
    rules: { masks: {}, unordered: [] },
    redactor,
    isInGroup: (_method, target) => target.startsWith('/api/'),
    writes: false,
    headers: [],
    pace: async () => {},
    concurrency: 4,
    signal: new AbortController().signal,
    onComparison: (comparison) => comparisons.push(comparison),
    ...rest,
  });
  return { counts, comparisons, differing: comparisons.flatMap((each) => differing(each)) };
}

test('a candidate that answers as legacy did is in parity, redacted values included', async () => {
  const product = { id: UUID, name: 'Alice', price: 19.9 };
  const { url, asked } = await serve(() => product);
  const { counts, differing: found } = await run([seen('/api/products/1?page=2', product)], url, { headers: ['authorization', 'Bearer x'] });
  expect({ counts, found }).toEqual({ counts: { requests: 1, compared: 1, differing: 0, failed: 0, skipped: {} }, found: [] });
  expect(asked).toMatchObject([{ method: 'GET', url: '/api/products/1?page=2', headers: { authorization: 'Bearer x', 'x-banyan-replay': '1' } }]);
});

test('one that does not is told by route, field and value, with nothing that was redacted', async () => {
  const { url } = await serve(() => ({ id: UUID, name: 'Bob', price: 20 }));
  const { counts, comparisons } = await run([seen('/api/products/1', { id: UUID, name: 'Alice', price: 19.9 })], url);
  expect(counts).toMatchObject({ compared: 1, differing: 1 });
  expect(comparisons[0]).toMatchObject({ route: 'GET /api/products/:id', differences: [{ path: '$.name' }, { path: '$.price', legacy: '19.9', candidate: '20' }] });
  expect(JSON.stringify(comparisons)).not.toMatch(/Alice|Bob|9b2e1d6a/);
});

test.each([
  ['hang', 'timeout'],
  ['reset', 'reset'],
])('where the candidate answers with a %s, that is a difference', async (how, failed) => {
  const { url } = await serve(() => how);
  const { counts, comparisons } = await run([seen('/api/products', [])], url, { timeoutMs: 200 });
  expect(counts).toMatchObject({ compared: 1, differing: 1, failed: 1 });
  expect(comparisons[0]).toMatchObject({ candidateStatus: null, differences: [{ kind: 'failed', candidate: failed }] });
});

describe('is not replayed, and counted', () => {
  test.each([
    ['what is not in the group', 'not-in-group', () => seen('/cart', [])],
    ['what changes something', 'unsafe-method', () => post('/api/orders', {}, {})],
    ['what names something that was redacted', 'withheld', () => seen(`/api/orders/${UUID}`, {})],
    ['what has no answer to compare with', 'no-answer', () => ({ ...seen('/api/products', []), answer: null })],
  ])('%s', async (_what, why, item) => {
    const { url, asked } = await serve(() => ({}));
    expect((await run([item()], url)).counts).toEqual({ requests: 0, compared: 0, differing: 0, failed: 0, skipped: { [why]: 1 } });
    expect(asked).toEqual([]);
  });

  test('a body that cannot be written again', async () => {
    const { url } = await serve(() => ({}));
    const item = post('/api/pictures', {}, {}, { headers: ['content-type', 'image/png'], body: new Uint8Array([0, 1, 2]) });
    expect((await run([{ ...item, request: { ...item.request, withheld: [] } }], url, { writes: true })).counts.skipped).toEqual({ 'body-not-kept': 1 });
  });
});

describe('ids', () => {
  test('that were redacted are known again from an earlier answer', async () => {
    const list = { items: [{ id: UUID, price: 1 }] };
    const { url, asked } = await serve(({ url: target }) => (target === '/api/products' ? list : list.items[0]));
    const { counts } = await run([seen('/api/products', list), seen(`/api/products/${UUID}`, list.items[0])], url);
    expect(counts).toMatchObject({ compared: 2, differing: 0, skipped: {} });
    expect(asked[1]?.url).toBe(`/api/products/${UUID}`);
  });

  test.each([
    ['a UUID', UUID, OTHER],
    ['a number', 1001, 7],
    ['a prefixed number', 'order-10023', 'order-9'],
  ])('that legacy made up are those that the candidate made up: %s', async (_what, legacyId, id) => {
    const { url, asked } = await serve(({ method }) => (method === 'POST' ? { status: 201, headers: { location: `/api/orders/${id}` }, body: { id, total: 1001 } } : { id, total: 1001, paidBy: id }));
    const made = post('/api/orders', { sku: 'jar-1' }, { id: legacyId, total: 1001 }, { answer: { ...json({ id: legacyId, total: 1001 }, [`Location: /api/orders/${legacyId}`]), status: 201 } });
    const items = [made, seen(`/api/orders/${legacyId}`, { id: legacyId, total: 1001, paidBy: legacyId }), post(`/api/orders/${legacyId}/payments`, { orderId: legacyId }, { ok: true })];
    const { differing: found } = await run(items, url, { writes: true });
    expect(asked.map(({ url: target }) => target)).toEqual(['/api/orders', `/api/orders/${id}`, `/api/orders/${id}/payments`]);
    expect(asked[0]?.body).toBe('{"sku":"jar-1"}');
    expect(asked[2]?.body).toBe(JSON.stringify({ orderId: id }));
    expect(found.filter((each) => !/\.paidBy/.test(each))).toEqual(expect.not.arrayContaining(['value $.id', 'value $.total', 'value header.location']));
  });

  test('that the candidate takes from somewhere else are a difference', async () => {
    const { url } = await serve(({ method }) => (method === 'POST' ? { status: 201, body: { id: OTHER } } : { id: UUID.replace('9', '8') }));
    const { differing: found } = await run([post('/api/orders', {}, { id: UUID }), seen(`/api/orders/${UUID}`, { id: UUID })], url, { writes: true });
    expect(found).toEqual(['value $.id']);
  });

  test('lists that merely hold other things are a difference, and nobody is led astray by it', async () => {
    const { url, asked } = await serve(({ url: target }) => (target === '/api/products' ? { items: [{ id: 6 }] } : { id: 5 }));
    const { differing: found } = await run([seen('/api/products', { items: [{ id: 5 }] }), seen('/api/products/5', { id: 5 })], url);
    expect(found).toEqual(['value $.items[].id']);
    expect(asked[1]?.url).toBe('/api/products/5');
  });
});

test('a form is sent as a form', async () => {
  const { url, asked } = await serve(() => ({ status: 201, body: {} }));
  await run([post('/api/cart', {}, {}, { headers: ['content-type', 'application/x-www-form-urlencoded'], body: Buffer.from('sku=jar-1&size=1&size=2') })], url, { writes: true });
  expect(asked).toMatchObject([{ body: 'sku=jar-1&size=1&size=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } }]);
});

test('cookies that the candidate set come back in the same session, and only those that were sent then', async () => {
  const { url, asked } = await serve(() => ({ headers: { 'set-cookie': 'sid=mine; Path=/; HttpOnly' }, body: {} }));
  const cookie = { headers: ['cookie', 'sid=hush; other=1'] };
  const first = seen('/api/cart', {}, { answer: json({}, ['Set-Cookie: sid=hush; Path=/; HttpOnly']) });
  const { differing: found } = await run([first, { ...seen('/api/cart/2', {}, cookie), answer: first.answer }, { ...seen('/api/cart/3', {}, { ...cookie, session: 'bob' }), answer: first.answer }], url, { concurrency: 1 });
  expect(Object.fromEntries(asked.map(({ url: target, headers }) => [target, headers['cookie']]))).toEqual({ '/api/cart': undefined, '/api/cart/2': 'sid=mine', '/api/cart/3': undefined });
  expect(found).toEqual([]);
});

describe('with legacy asked at the same time', () => {
  const reads = [{ ...seen('/api/products', []), answer: null }];

  test('the two are compared with each other', async () => {
    const [legacy, candidate] = [await serve(() => ({ price: 1 })), await serve(() => ({ price: 2 }))];
    const { differing: found, counts } = await run(reads, candidate.url, { legacyUrl: legacy.url, key: null });
    expect(found).toEqual(['value $.price']);
    expect(counts).toMatchObject({ compared: 1 });
  });

  test('each side has its own ids', async () => {
    const side = (id: number) => serve(({ method }) => (method === 'POST' ? { status: 201, body: { id } } : { id }));
    const [legacy, candidate] = [await side(50), await side(60)];
    const { differing: found } = await run([post('/api/orders', {}, { id: 1001 }), seen('/api/orders/1001', { id: 1001 })], candidate.url, { legacyUrl: legacy.url, writes: true });
    expect([legacy.asked[1]?.url, candidate.asked[1]?.url]).toEqual(['/api/orders/50', '/api/orders/60']);
    expect(found).toEqual([]);
  });

  test('what legacy does not answer is not compared', async () => {
    const [legacy, candidate] = [await serve(() => 'reset'), await serve(() => ({}))];
    expect((await run(reads, candidate.url, { legacyUrl: legacy.url })).counts).toMatchObject({ compared: 0, skipped: { 'no-answer': 1 } });
  });
});

test('requests of one session are made in their order, those of several at once, and no more than allowed', async () => {
  let [now, most] = [0, 0];
  const order: string[] = [];
  const underWay: string[] = [];
  const server = createServer((req, res) => {
    const session = String(req.url?.split('/')[2]);
    expect(underWay).not.toContain(session);
    underWay.push(session);
    most = Math.max(most, ++now);
    order.push(req.url ?? '');
    setTimeout(() => {
      now -= 1;
      underWay.splice(underWay.indexOf(session), 1);
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }, 5);
  }).listen(0, '127.0.0.1');
  closing.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  await new Promise((resolve) => server.once('listening', resolve));
  const items = Array.from({ length: 60 }, (_, i) => seen(`/api/${Math.floor(i / 10)}/${i}`, {}, { session: `s${Math.floor(i / 10)}` }));
  await run(items, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, { concurrency: 3 });
  expect(most).toBe(3);
  for (const each of [0, 1, 2, 3, 4, 5]) {
    const mine = order.filter((target) => target.startsWith(`/api/${each}/`)).map((target) => Number(target.split('/')[3]));
    expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    expect(mine).toHaveLength(10);
  }
});

test('what is read is never far ahead of what is asked', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<ReplayItem> {
    for (; read < 10_000; read++) yield seen(`/api/products/${read}`, {});
  }
  const abort = new AbortController();
  const { url, asked } = await serve(() => ({}));
  const counted = replay(endless(), {
    candidate: createRequestSender({ url, timeoutMs: 5_000, connections: 2, elapsed: () => performance.now() }), legacy: null, key: KEY, rules: { masks: {}, unordered: [] }, redactor, isInGroup: () => true,
    writes: false, headers: [], pace: async () => {}, concurrency: 2, signal: abort.signal,
    onComparison: () => {
      expect(read - asked.length).toBeLessThanOrEqual(2 * 16 + 2);
      if (asked.length >= 100) abort.abort();
    },
  });
  expect((await counted).compared).toBeLessThan(200);
});
