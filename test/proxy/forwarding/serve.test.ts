import { afterAll, describe, expect, test } from '@jest/globals';
import { Agent } from 'node:http';
import { askAs, exchangeRaw } from '../support/client.ts';
import { startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

describe.each(['undici', 'http-proxy-middleware'] as const)('by %s', (forwarder) => {
  const startProxy = (options: TestProxyOptions) => startTestProxy({ ...options, config: { forwarder, ...options.config } });

  const EVERYBODY = { cohort: 100 };

  /** A proxy that sends everybody to the candidate, before a legacy that answers `legacy`. */
  async function proxyTo(candidate: string, options: Partial<TestProxyOptions> = {}) {
    const legacy = await startUpstream((req, res) => req.pipe(res.writeHead(200, { 'x-side': 'legacy' })));
    const proxy = await startProxy({ legacy: legacy.url, candidate, flags: EVERYBODY, ...options });
    return { legacy, proxy };
  }

  const hanging = async () => (await startUpstream(() => {})).url;
  const resetting = async () => (await startRawUpstream((socket) => socket.destroy())).url;
  const answering = async (status: number) => (await startUpstream((_req, res) => res.writeHead(status).end('candidate'))).url;

  describe('a caller of the cohort', () => {
    test('is answered by the candidate', async () => {
      const candidate = await startUpstream((_req, res) => res.writeHead(201, { 'x-side': 'candidate' }).end('made'));
      const { proxy, legacy } = await proxyTo(candidate.url);
      const answer = await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: '{}' });
      expect([answer.status, answer.headers['x-side'], answer.body]).toEqual([201, 'candidate', 'made']);
      expect(legacy.requests).toHaveLength(0);
      expect((await proxy.catalog()).candidate).toMatchObject({ requests: 1, errors: 0 });
      expect(proxy.logged).toContainEqual(expect.objectContaining({ group: 'catalog', upstream: 'candidate', reason: 'in-cohort', method: 'POST', path: '/api/products', status: 201, ms: expect.any(Number) }));
    });

    test('gets the candidate’s own errors: they are answers', async () => {
      const { proxy } = await proxyTo(await answering(500));
      expect((await askAs('ada', proxy.port, '/api/products')).status).toBe(500);
      expect(await proxy.catalog()).toMatchObject({ fallbacks: 0, candidate: { requests: 1, errors: 1 } });
    });
  });

  describe('legacy answers what the candidate failed', () => {
    test.each<[string, () => Promise<string>]>([
      ['refuses', refusingUrl],
      ['hangs', hanging],
      ['hangs up', resetting],
      ['answers 502', () => answering(502)],
      ['answers 503', () => answering(503)],
      ['answers 504', () => answering(504)],
    ])('where it %s', async (_how, start) => {
      const { proxy, legacy } = await proxyTo(await start(), start === hanging ? { cohortTimeoutMs: 60 } : {});
      const answer = await askAs('ada', proxy.port, '/api/products?page=2');
      expect([answer.status, answer.headers['x-side']]).toEqual([200, 'legacy']);
      expect(legacy.requests).toHaveLength(1);
      expect(await proxy.catalog()).toMatchObject({ fallbacks: 1, candidate: { requests: 1, errors: 1 }, legacy: { requests: 1, errors: 0 } });
      expect(proxy.logged).toContainEqual(expect.objectContaining({ upstream: 'legacy', reason: 'fallback', status: 200 }));
    });

    test('also a POST with its whole body, where the candidate refused before anything was sent', async () => {
      const { proxy } = await proxyTo(await refusingUrl());
      const body = 'x'.repeat(300_000);
      const answer = await askAs('ada', proxy.port, '/api/products', { method: 'POST', body });
      expect([answer.headers['x-side'], answer.body === body]).toEqual(['legacy', true]);
    });

    test('a 503 whose body never ends keeps nobody waiting', async () => {
      const candidate = await startUpstream((_req, res) => void res.writeHead(503).write('wait'));
      const { proxy } = await proxyTo(candidate.url);
      expect((await askAs('ada', proxy.port, '/api/products')).headers['x-side']).toBe('legacy');
    });
  });

  describe('no fallback', () => {
    test.each<[string, () => Promise<string>, number]>([
      ['hangs', hanging, 504],
      ['hangs up', resetting, 502],
      ['answers 503', () => answering(503), 503],
    ])('for a request that changes things and that the candidate may have begun, where it %s', async (_how, start, status) => {
      const { proxy, legacy } = await proxyTo(await start(), start === hanging ? { cohortTimeoutMs: 60 } : {});
      expect((await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: 'order' })).status).toBe(status);
      expect((await askAs('ada', proxy.port, '/api/products', { method: 'DELETE' })).status).toBe(status);
      expect(legacy.requests).toHaveLength(0);
    });

    test('for a GET whose body went with the first attempt', async () => {
      const { proxy, legacy } = await proxyTo(await resetting());
      expect((await askAs('ada', proxy.port, '/api/products', { body: 'query', headers: { 'content-length': 5 } })).status).toBe(502);
      expect(legacy.requests).toHaveLength(0);
    });

    test('once the candidate’s headers are with the caller', async () => {
      const candidate = await startRawUpstream((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
        setTimeout(() => socket.destroy(), 20);
      });
      const { proxy, legacy } = await proxyTo(candidate.url);
      const received = await exchangeRaw(proxy.port, 'GET /api/products HTTP/1.1\r\nHost: shop\r\nCookie: sid=ada\r\n\r\n');
      expect(received).toMatch(/half$/);
      expect(legacy.requests).toHaveLength(0);
      expect(await proxy.catalog()).toMatchObject({ fallbacks: 0, candidate: { requests: 1, errors: 1 } });
    });
  });

  test('a candidate that fails too seldom for a rest gives legacy a fifth more work at the most, and a little', async () => {
    let asked = 0;
    const candidate = await startUpstream((_req, res) => res.writeHead((asked += 1) % 5 < 2 ? 503 : 200).end('candidate'));
    const { proxy, legacy } = await proxyTo(candidate.url);
    const statuses: number[] = [];
    const since = performance.now();
    for (let batch = 0; batch < 35; batch++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => askAs('ada', proxy.port, '/api/products', { agent })));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(legacy.requests.length).toBeGreaterThan(100);
    // Ten more for each second that this machine takes.
    expect(legacy.requests.length).toBeLessThanOrEqual(100 + 0.2 * 700 + (performance.now() - since) / 100);
    expect(statuses.filter((status) => status === 503)).toHaveLength(0.4 * 700 - legacy.requests.length);
  });

  test('a candidate that keeps failing is given a rest, and its callers go to legacy at once', async () => {
    const candidate = await startUpstream((_req, res) => res.writeHead(503).end());
    const { proxy } = await proxyTo(candidate.url);
    for (let i = 0; i < 15; i++) expect((await askAs('ada', proxy.port, '/api/products')).headers['x-side']).toBe('legacy');
    expect([candidate.requests.length, candidate.connections()]).toEqual([10, 1]);
    expect(proxy.logged).toContainEqual(expect.objectContaining({ reason: 'breaker-open', upstream: 'legacy' }));
    expect(proxy.logged).toContainEqual({ group: 'catalog', message: 'the candidate rests: its callers go to legacy' });
  });

  describe('when legacy fails, the caller learns that and nothing of what is behind the proxy', () => {
    test.each<[string, () => Promise<string>, number]>([
      ['refuses', refusingUrl, 502],
      ['hangs up', resetting, 502],
      ['hangs', hanging, 504],
      ['talks nonsense', async () => (await startRawUpstream((socket) => socket.end('SSH-2.0-nonsense\r\n\r\n'))).url, 502],
    ])('legacy %s', async (_how, start, status) => {
      const url = await start();
      const proxy = await startProxy({ legacy: url, candidate: await refusingUrl(), config: { legacy: { address: { host: '127.0.0.1', port: Number(new URL(url).port), tls: false }, timeoutMs: 60 } } });
      const answer = await askAs('ada', proxy.port, '/api/products', { method: 'POST', body: 'x' });
      expect(answer.status).toBe(status);
      expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['error']);
      expect(answer.body).not.toMatch(/127\.0\.0\.1|ECONN|localhost/);
      expect((await proxy.catalog()).legacy).toMatchObject({ requests: 1, errors: 1 });
    });
  });

  test('an answer that is there before the whole request is sent may take its time', async () => {
    const legacy = await startUpstream((req, res) => {
      res.flushHeaders();
      req.resume().on('end', () => setTimeout(() => res.end('late'), 150));
    });
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { legacy: { address: { host: '127.0.0.1', port: legacy.port, tls: false }, timeoutMs: 50 } } });
    expect((await askAs('ada', proxy.port, '/upload', { method: 'POST', body: 'x'.repeat(1_000_000) })).body).toBe('late');
  });

  describe('a kept connection that turns out to be dead', () => {
    /** Answers the first request of a connection, and hangs up on the second. */
    const once = () => {
      const heads = new WeakSet<object>();
      return startRawUpstream((socket) => {
        if (heads.has(socket)) return void socket.destroy();
        heads.add(socket);
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    };

    test('costs no GET', async () => {
      const legacy = await once();
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      for (let i = 0; i < 4; i++) expect((await askAs('ada', proxy.port, '/cart')).status).toBe(200);
      expect(legacy.connections()).toBe(4);
    });

    test('a POST is not sent twice', async () => {
      const legacy = await once();
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      await askAs('ada', proxy.port, '/cart');
      expect((await askAs('ada', proxy.port, '/cart', { method: 'POST', body: 'x' })).status).toBe(502);
      expect(legacy.connections()).toBe(1);
    });
  });

  test('a caller who leaves a slow candidate is no failure of the candidate, and nobody else is asked', async () => {
    const candidate = await startUpstream(() => {});
    const { proxy, legacy } = await proxyTo(candidate.url, { cohortTimeoutMs: 5_000 });
    const gone = new AbortController();
    const asked = askAs('ada', proxy.port, '/api/products', { signal: gone.signal });
    await until('the candidate to be asked', () => candidate.requests.length === 1);
    gone.abort();
    await expect(asked).rejects.toThrow();
    await until('the count', async () => (await proxy.catalog()).candidate.requests === 1);
    expect((await proxy.catalog()).candidate.errors).toBe(0);
    expect(legacy.requests).toHaveLength(0);
  });
});
