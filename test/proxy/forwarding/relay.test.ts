import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { ask, exchangeRaw, openRaw } from '../support/client.ts';
import { startTestProxy, type TestProxyOptions } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

describe.each(['undici', 'http-proxy-middleware'] as const)('by %s', (forwarder) => {
  const startProxy = (options: TestProxyOptions) => startTestProxy({ ...options, config: { forwarder, ...options.config } });

  const GET = (path: string, extra = '') => `GET ${path} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n${extra}\r\n`;

  /** A proxy whose legacy answers every request with these bytes and hangs up. */
  async function proxyBefore(answer: string) {
    const legacy = await startRawUpstream((socket) => socket.end(Buffer.from(answer, 'latin1')));
    return startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  }

  describe('legacy’s answer goes through byte for byte', () => {
    test('names as they are written, their order, duplicates, the reason, bytes beyond ASCII, and no header of the proxy’s own', async () => {
      const head = 'HTTP/1.1 200 Alles in Ordnung\r\nx-ZEBRA: 1\r\nSet-Cookie: a=1; Path=/\r\nVary: Accept\r\nset-cookie: b=2\r\nVARY: Cookie\r\nX-Name: caf\u00e9\r\nX-Empty: \r\nContent-Length: 3\r\n';
      const proxy = await proxyBefore(`${head}\r\n\x00\xff!`);
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe(`${head}Connection: close\r\n\r\n\x00\xff!`);
    });

    test('a reason in whatever language, as UTF-8', async () => {
      const head = `HTTP/1.1 404 ${Buffer.from('見つかりません, très désolé').toString('latin1')}\r\nContent-Length: 2\r\n`;
      const proxy = await proxyBefore(`${head}\r\nno`);
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe(`${head}Connection: close\r\n\r\nno`);
    });

    test('one in bytes that are no UTF-8 keeps nobody from his answer', async () => {
      const proxy = await proxyBefore('HTTP/1.1 404 tr\u00e8s d\u00e9sol\u00e9\r\nContent-Length: 2\r\n\r\nno');
      expect(await exchangeRaw(proxy.port, GET('/x'))).toMatch(/^HTTP\/1\.1 404 tr[^\r]+s d[^\r]+sol[^\r]+\r\nContent-Length: 2\r\n[^]*\r\n\r\nno$/);
    });

    test('a chunked answer with trailers stays chunked and keeps them', async () => {
      const proxy = await proxyBefore('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nA: 1\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n');
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nA: 1\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n');
    });

    test('headers of legacy’s own connection stay there, also those it names itself', async () => {
      const proxy = await proxyBefore('HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n');
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe('HTTP/1.1 200 OK\r\nX-End: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });

    test('HEAD keeps the length of a body that does not come', async () => {
      const proxy = await proxyBefore('HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n');
      expect(await exchangeRaw(proxy.port, GET('/x').replace('GET', 'HEAD'))).toBe('HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nConnection: close\r\n\r\n');
    });

    test.each(['304 Not Modified', '204 No Content'])('%s has no body', async (status) => {
      const proxy = await proxyBefore(`HTTP/1.1 ${status}\r\nETag: "x"\r\n\r\n`);
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe(`HTTP/1.1 ${status}\r\nETag: "x"\r\nConnection: close\r\n\r\n`);
    });

    test('headers beyond the 16 KiB that Node takes by itself', async () => {
      const large = `HTTP/1.1 200 OK\r\nX-Large: ${'x'.repeat(30_000)}\r\nContent-Length: 2\r\n`;
      const proxy = await proxyBefore(`${large}\r\nok`);
      expect(await exchangeRaw(proxy.port, GET('/x'))).toBe(`${large}Connection: close\r\n\r\nok`);
    });

    test('a range', async () => {
      const legacy = await startUpstream((req, res) => res.writeHead(206, { 'Content-Range': 'bytes 2-4/9', 'Content-Length': 3, 'X-Asked': req.headers.range }).end('llo'));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const answer = await ask(proxy.port, '/file', { headers: { range: 'bytes=2-4' } });
      expect([answer.status, answer.headers['content-range'], answer.headers['x-asked'], answer.body]).toEqual([206, 'bytes 2-4/9', 'bytes=2-4', 'llo']);
    });

    test('early hints come before the answer', async () => {
      const proxy = await proxyBefore('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      expect(await exchangeRaw(proxy.port, GET('/x'))).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload; as=style\r\n\r\nHTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n/);
    });

    test('an HTTP/1.0 caller gets a chunked answer unchunked', async () => {
      const proxy = await proxyBefore('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n');
      expect(await exchangeRaw(proxy.port, 'GET /x HTTP/1.0\r\n\r\n')).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello');
    });
  });

  test('a body of several megabytes arrives whole, up and down, however slow its reader', async () => {
    const legacy = await startUpstream((req, res) => req.pipe(res));
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
    const body = Buffer.alloc(5_000_000, 'x0y');
    for (const headers of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }]) {
      expect((await ask(proxy.port, '/upload', { method: 'POST', body, headers })).body === body.toString()).toBe(true);
    }
  });

  test.each(['DELETE', 'OPTIONS', 'GET'])('a body of %s is passed on, whichever way it is framed', async (method) => {
    const legacy = await startUpstream((req, res) => req.pipe(res));
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
    expect((await ask(proxy.port, '/x', { method, body: 'abc', headers: { 'Content-Length': 3 } })).body).toBe('abc');
    expect((await ask(proxy.port, '/x', { method, body: 'abc', headers: { 'Transfer-Encoding': 'chunked' } })).body).toBe('abc');
  });

  describe('a stream is passed on as it comes', () => {
    test('headers before the first piece, each piece before the next is written', async () => {
      let stream: ServerResponse | undefined;
      const legacy = await startUpstream((_req, res) => {
        stream = res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.flushHeaders();
      });
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const caller = openRaw(proxy.port);
      caller.send(GET('/events'));
      await until('the headers', () => caller.received().includes('text/event-stream'));
      for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
        stream!.write(event);
        await until('the event', () => caller.received().includes(event));
      }
      stream!.end();
      await caller.ended;
    });

    test('a caller who leaves ends legacy’s work', async () => {
      let closed = false;
      const legacy = await startUpstream((_req, res) => {
        res.write('some');
        res.on('close', () => (closed = true));
      });
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const caller = openRaw(proxy.port);
      caller.send(GET('/slow'));
      await until('the first piece', () => caller.received().includes('some'));
      caller.destroy();
      await until('legacy to notice', () => closed);
    });

    test('a caller who leaves before there are headers ends legacy’s work too', async () => {
      let closed = false;
      const legacy = await startUpstream((_req, res) => res.on('close', () => (closed = true)));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const caller = openRaw(proxy.port);
      caller.send(GET('/slow'));
      await until('the request to be there', () => legacy.requests.length === 1);
      caller.destroy();
      await until('legacy to notice', () => closed);
      await until('the log line', () => proxy.logged.some((line) => line['path'] === '/slow' && line['status'] === null));
    });

    test('an answer that breaks off breaks off for the caller as well, instead of looking whole', async () => {
      const legacy = await startRawUpstream((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
        setTimeout(() => socket.destroy(), 20);
      });
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const received = await exchangeRaw(proxy.port, GET('/api/products'));
      expect(received).toMatch(/hello\r\n$/);
      expect((await proxy.catalog()).legacy).toMatchObject({ requests: 1, errors: 1 });
    });
  });

  test('a caller who leaves in the middle of an upload is no error of legacy’s', async () => {
    const legacy = await startUpstream((req) => void req.resume());
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
    const caller = openRaw(proxy.port);
    caller.send('POST /api/products HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\nhalf');
    await until('the request to be there', () => legacy.requests.length === 1);
    caller.destroy();
    await until('the count', async () => (await proxy.catalog()).legacy.requests === 1);
    expect((await proxy.catalog()).legacy.errors).toBe(0);
  });

  test('a caller who waits to be told to continue is told so by the proxy', async () => {
    const legacy = await startUpstream((req, res) => req.pipe(res.setHeader('X-Expect', String(req.headers.expect))));
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
    const caller = openRaw(proxy.port);
    caller.send('POST /x HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    await until('the word', () => caller.received() === 'HTTP/1.1 100 Continue\r\n\r\n');
    caller.send('body');
    await until('the answer', () => /X-Expect: undefined\r\n[^]*body/.test(caller.received()));
  });

  describe('what legacy is sent', () => {
    test('the target byte for byte, the headers as the caller wrote them, but for those of the caller’s connection', async () => {
      let head = '';
      const legacy = await startRawUpstream((socket, text) => {
        head = text;
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const target = '//a/%2F/../b;c=1?q=%zz&r=//x?y';
      await exchangeRaw(proxy.port, `GET ${target} HTTP/1.1\r\nHost: Shop.Example:8080\r\nX-Odd: 1\r\nx-odd: 2\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nTE: gzip\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\n\r\n`);
      const [line, ...headers] = head.replace(/^host:/m, 'Host:').split('\r\n');
      expect(line).toBe(`GET ${target} HTTP/1.1`);
      expect(headers).toEqual(expect.arrayContaining(['Host: Shop.Example:8080', 'X-Odd: 1', forwarder === 'undici' ? 'x-odd: 2' : 'X-Odd: 2', 'X-Forwarded-For: 203.0.113.9', 'X-Forwarded-Proto: https', `x-banyan-proxy: ${proxy.name}`]));
      expect(head).not.toMatch(/X-Mine|TE: gzip/i);
    });

    test('trailers that the caller has announced', async () => {
      const legacy = await startUpstream((req, res) => void req.resume().on('end', () => res.end(`${String(req.headers.trailer)} ${req.rawTrailers.join('=')}`)));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      const sum = 'POST /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n';
      expect(await exchangeRaw(proxy.port, sum)).toMatch(/X-Sum X-Sum=42$|X-Sum X-Sum=42\r\n/);
    });

    test('OPTIONS * is asked of the whole server', async () => {
      const legacy = await startUpstream((req, res) => res.end(`${req.method} ${req.url}`));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      expect(await exchangeRaw(proxy.port, 'OPTIONS * HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n')).toMatch(/OPTIONS \*$|OPTIONS \*\r\n/);
    });

    test('who calls, where no load balancer has said so', async () => {
      const legacy = await startUpstream((req, res) => res.end(String(req.headers['x-forwarded-for'])));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      expect((await ask(proxy.port, '/x')).body).toBe('127.0.0.1');
    });

    test('a target with its origin is the target without it', async () => {
      const legacy = await startUpstream((req, res) => res.end(req.url));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      expect(await exchangeRaw(proxy.port, GET('http://shop.example/api/products?x=1'))).toMatch(/\/api\/products\?x=1$/);
      await until('the log line', () => proxy.logged.some((line) => line['group'] === 'catalog'));
    });

    test('paths are matched as the load balancer matches them, and sent as they came', async () => {
      const legacy = await startUpstream((req, res) => res.end(req.url));
      const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
      expect(await exchangeRaw(proxy.port, GET('/x/../api/%70roducts'))).toMatch(/\/x\/\.\.\/api\/%70roducts$/);
      await until('the log line', () => proxy.logged.some((line) => line['path'] === '/api/products' && line['group'] === 'catalog'));
    });
  });

  test('connections to legacy are kept and used again', async () => {
    const legacy = await startUpstream((_req, res) => res.end('ok'));
    const proxy = await startProxy({ legacy: legacy.url, candidate: await refusingUrl() });
    for (let i = 0; i < 20; i++) await ask(proxy.port, '/x');
    expect(legacy.requests).toHaveLength(20);
    expect(legacy.connections()).toBe(1);
  });
});
