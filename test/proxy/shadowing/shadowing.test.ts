import { describe, expect, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { ask, askAs, openRaw, type AskOptions } from '../support/client.ts';
import { startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const json = (body: unknown, headers: Record<string, string> = {}): RequestListener => (_req, res) => res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const PRODUCTS = [{ id: 1, price: 9.99 }];

/** A proxy that shadows every request of the group. */
async function shadowing(candidate: string, options: Partial<TestProxyOptions> & { readonly legacyListener?: RequestListener } = {}) {
  const legacy = await startUpstream(options.legacyListener ?? json(PRODUCTS));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate, flags: { shadow: 100 }, ...options });
  const comparisons = async () => (await proxy.catalog()).comparisons;
  return { legacy, proxy, comparisons };
}

test('equal answers are compared and counted as equal', async () => {
  const candidate = await startUpstream(json(PRODUCTS));
  const { proxy, comparisons } = await shadowing(candidate.url);
  await askAs('ada', proxy.port, '/api/products?page=2');
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect(await comparisons()).toMatchObject({ differing: 0, failed: 0 });
  const metrics = (await ask(proxy.adminPort, '/metrics')).body;
  for (const line of ['banyan_shadow_comparisons_total{group="catalog",outcome="equal"} 1', 'banyan_shadow_bytes 0', 'banyan_shadow_copies 0']) expect(metrics).toContain(line);
});

test('an answer whose pieces arrive together reaches the caller whole', async () => {
  const legacy = await startRawUpstream((socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n'));
  const candidate = await startUpstream(json([1, 2]));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 } });
  expect((await askAs('ada', proxy.port, '/api/products')).body).toBe('[1,2]');
  await until('the comparison', async () => (await proxy.catalog()).comparisons.compared === 1);
});

test('a header beyond ASCII is the same from either side', async () => {
  const upstream = () => startRawUpstream((socket) => socket.write(Buffer.from('HTTP/1.1 200 OK\r\nX-Name: Zo\xeb\r\nSet-Cookie: a=1; Path=/\xeb\r\nContent-Length: 2\r\n\r\n[]', 'latin1')));
  const [legacy, candidate] = await Promise.all([upstream(), upstream()]);
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 } });
  await askAs('ada', proxy.port, '/api/products');
  await until('the comparison', async () => (await proxy.catalog()).comparisons.compared === 1);
  expect((await proxy.catalog()).differences).toEqual([]);
});

test('a differing answer is counted, grouped, and nobody sees it but in the report', async () => {
  const candidate = await startUpstream(json([{ id: 1, price: 10 }], { 'set-cookie': 'shadow=1' }));
  const { proxy, comparisons } = await shadowing(candidate.url);
  const answer = await askAs('ada', proxy.port, '/api/products');
  expect([answer.body, answer.headers['set-cookie']]).toEqual([JSON.stringify(PRODUCTS), undefined]);
  await until('the comparison', async () => (await comparisons()).differing === 1);
  const [group] = (await proxy.catalog()).differences;
  expect(group).toMatchObject({ count: 1, legacyStatus: 200, candidateStatus: 200, fields: expect.arrayContaining([expect.objectContaining({ path: '$[].price', kind: 'value' })]) });
});

test('the copy is the caller’s request, marked as a shadow, without legacy’s validators', async () => {
  const candidate = await startUpstream(json(PRODUCTS));
  const { proxy, comparisons } = await shadowing(candidate.url);
  await askAs('ada', proxy.port, '/api/products?q=%20x', { headers: { accept: 'application/json', 'if-none-match': '"legacy"', host: 'shop.example', 'x-forwarded-for': '203.0.113.9' } });
  await until('the comparison', async () => (await comparisons()).compared === 1);
  const { method, url, headers } = candidate.requests[0]!;
  expect([method, url]).toEqual(['GET', '/api/products?q=%20x']);
  expect(headers).toMatchObject({ host: 'shop.example', accept: 'application/json', cookie: 'theme=dark; sid=ada', 'x-banyan-shadow': '1', 'x-forwarded-for': '203.0.113.9' });
  expect(headers['if-none-match']).toBeUndefined();
});

test.each([['announced', true], ['chunked', false]])('a body of many pieces reaches caller and comparison whole, its length %s', async (_how, announced) => {
  const body = JSON.stringify(Array.from({ length: 8_000 }, (_, id) => ({ id, name: `product ${id}` })));
  const listener: RequestListener = (_req, res) => res.writeHead(200, { 'content-type': 'application/json', ...(announced ? { 'content-length': body.length } : {}) }).end(body);
  const candidate = await startUpstream(listener);
  const { proxy, comparisons } = await shadowing(candidate.url, { legacyListener: listener });
  for (let i = 0; i < 5; i++) expect((await askAs('ada', proxy.port, '/api/products')).body === body).toBe(true);
  await until('the comparisons', async () => (await comparisons()).compared === 5);
  expect((await comparisons()).differing).toBe(0);
});

test('a redirect is an answer: nobody follows it', async () => {
  const candidate = await startUpstream((_req, res) => res.writeHead(302, { location: '/elsewhere' }).end());
  const { proxy, comparisons } = await shadowing(candidate.url);
  await askAs('ada', proxy.port, '/api/products');
  await until('the comparison', async () => (await comparisons()).differing === 1);
  expect(candidate.requests).toHaveLength(1);
});

test('HEAD is compared without a body', async () => {
  const candidate = await startUpstream((_req, res) => res.writeHead(200, { 'content-length': 5 }).end());
  const { proxy, comparisons } = await shadowing(candidate.url, { legacyListener: (_req, res) => res.writeHead(200, { 'content-length': 5 }).end() });
  await askAs('ada', proxy.port, '/api/products', { method: 'HEAD' });
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect((await comparisons()).differing).toBe(0);
});

describe('whatever the candidate does to a shadow, the caller gets legacy’s answer, and the shadow counts as failed', () => {
  test.each<[string, () => Promise<{ url: string }>]>([
    ['hangs', () => startUpstream(() => {})],
    ['hangs in its body', () => startUpstream((_req, res) => void res.writeHead(200).write('['))],
    ['hangs up', () => startRawUpstream((socket) => socket.destroy())],
    ['talks nonsense', () => startRawUpstream((socket) => socket.end('nonsense\r\n\r\n'))],
    ['refuses', async () => ({ url: await refusingUrl() })],
  ])('it %s', async (_how, start) => {
    const candidate = await start();
    const { proxy, comparisons } = await shadowing(candidate.url, { shadowTimeoutMs: 80 });
    expect((await askAs('ada', proxy.port, '/api/products')).body).toBe(JSON.stringify(PRODUCTS));
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(await comparisons()).toMatchObject({ compared: 1, differing: 1, failed: 1 });
    expect((await proxy.catalog()).differences[0]).toMatchObject({ candidateStatus: null, count: 1 });
    expect((await proxy.catalog()).candidate.requests).toBe(0);
  });

  test('it answers 500: that is a differing answer', async () => {
    const candidate = await startUpstream((_req, res) => res.writeHead(500).end());
    const { proxy, comparisons } = await shadowing(candidate.url);
    expect((await askAs('ada', proxy.port, '/api/products')).status).toBe(200);
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(await comparisons()).toMatchObject({ differing: 1, failed: 0 });
  });

  test('it sends without end: the answer is cut at what is kept, and differs', async () => {
    const piece = Buffer.alloc(65_536, 'x');
    const candidate = await startUpstream((_req, res) => {
      const pour = () => {
        while (!res.destroyed && res.write(piece));
      };
      res.writeHead(200, { 'content-type': 'text/plain' }).on('drain', pour);
      pour();
    });
    const { proxy, comparisons } = await shadowing(candidate.url, { shadowTimeoutMs: 5_000 });
    await askAs('ada', proxy.port, '/api/products');
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(await comparisons()).toMatchObject({ differing: 1, failed: 0 });
  });
});

test('callers are served at once while every copy hangs; beyond 64 copies there are no more', async () => {
  const candidate = await startUpstream(() => {});
  const { proxy, comparisons } = await shadowing(candidate.url, { shadowTimeoutMs: 60_000 });
  for (let i = 0; i < 70; i++) expect((await ask(proxy.port, '/api/products')).status).toBe(200);
  expect(candidate.requests.length).toBeLessThanOrEqual(64);
  expect((await comparisons()).dropped.busy).toBe(6);
});

describe('not copied, and why is counted', () => {
  test.each<[string, AskOptions, string]>([
    ['a method that changes things', { method: 'POST', body: '{}' }, 'unsafe-method'],
    ['a GET with a body', { method: 'GET', body: 'x', headers: { 'content-length': 1 } }, 'too-large'],
  ])('%s', async (_what, options, reason) => {
    const candidate = await startUpstream(json(PRODUCTS));
    const { proxy, comparisons } = await shadowing(candidate.url);
    await askAs('ada', proxy.port, '/api/products', options);
    expect((await comparisons()).dropped).toMatchObject({ [reason]: 1 });
    expect(candidate.requests).toHaveLength(0);
  });

  test.each([['announced', { 'content-length': '2000000' }], ['not announced', {}]])('an answer larger than is kept, %s', async (_how, headers) => {
    const candidate = await startUpstream(json(PRODUCTS));
    const { proxy, comparisons } = await shadowing(candidate.url, { legacyListener: (_req, res) => res.writeHead(200, headers).end(Buffer.alloc(2_000_000, 'x')) });
    expect((await askAs('ada', proxy.port, '/api/products')).body).toHaveLength(2_000_000);
    expect((await comparisons()).dropped['too-large']).toBe(1);
    expect(candidate.requests).toHaveLength(0);
  });

  test('legacy’s answer breaks off', async () => {
    const legacy = await startRawUpstream((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
    const candidate = await startUpstream(json(PRODUCTS));
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { shadow: 100 } });
    await expect(askAs('ada', proxy.port, '/api/products')).rejects.toThrow();
    expect((await proxy.catalog()).comparisons.dropped.aborted).toBe(1);
    expect(candidate.requests).toHaveLength(0);
  });

  test('the candidate has failed so often that shadowing rests', async () => {
    const candidate = await startRawUpstream((socket) => socket.destroy());
    const { proxy, comparisons } = await shadowing(candidate.url);
    for (let i = 0; i < 10; i++) {
      await askAs('ada', proxy.port, '/api/products');
      await until('the comparison', async () => (await comparisons()).failed === i + 1);
    }
    await askAs('ada', proxy.port, '/api/products');
    expect(await comparisons()).toMatchObject({ compared: 10, dropped: { 'breaker-open': 1 } });
  });
});

describe('not shadowed at all', () => {
  test('a request that is a shadow itself', async () => {
    const candidate = await startUpstream(json(PRODUCTS));
    const { proxy, comparisons } = await shadowing(candidate.url);
    await askAs('ada', proxy.port, '/api/products', { headers: { 'x-banyan-shadow': '1' } });
    await askAs('ada', proxy.port, '/api/products');
    await until('the comparison', async () => (await comparisons()).compared === 1);
    expect(candidate.requests).toHaveLength(1);
  });

  test('what the candidate has answered itself, or has just failed', async () => {
    const candidate = await startUpstream((_req, res) => res.writeHead(503).end());
    const { proxy, comparisons } = await shadowing(candidate.url, { flags: { cohort: 100, shadow: 100 } });
    await askAs('ada', proxy.port, '/api/products');
    expect(candidate.requests).toHaveLength(1);
    expect((await comparisons()).compared).toBe(0);
  });

  test.each([['the group’s flag is off', { on: false, shadow: 100 }], ['the shadow flag is off', { shadow: 0 }]])('%s', async (_why, flags) => {
    const candidate = await startUpstream(json(PRODUCTS));
    const { proxy } = await shadowing(candidate.url, { flags });
    await askAs('ada', proxy.port, '/api/products');
    await askAs('ada', proxy.port, '/elsewhere');
    expect(candidate.requests).toHaveLength(0);
  });

  test('"not modified": it speaks of legacy’s own validator', async () => {
    const candidate = await startUpstream(json(PRODUCTS));
    const { proxy } = await shadowing(candidate.url, { legacyListener: (_req, res) => res.writeHead(304).end() });
    expect((await askAs('ada', proxy.port, '/api/products', { headers: { 'if-none-match': '"x"' } })).status).toBe(304);
    expect(candidate.requests).toHaveLength(0);
  });
});

test('a caller who leaves after legacy’s answer is complete does not cost the comparison', async () => {
  const candidate = await startUpstream((_req, res) => setTimeout(() => json(PRODUCTS)(_req, res), 60));
  const { proxy, comparisons } = await shadowing(candidate.url);
  const caller = openRaw(proxy.port);
  caller.send('GET /api/products HTTP/1.1\r\nHost: shop\r\n\r\n');
  await until('the copy to be sent', () => candidate.requests.length === 1);
  caller.destroy();
  await until('the comparison', async () => (await comparisons()).compared === 1);
  expect((await comparisons()).differing).toBe(0);
});
