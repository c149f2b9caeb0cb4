import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS, type ListeningLimits } from '../../../proxy/listening/limits.ts';
import { ask, exchangeRaw, openRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream, startUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const GET = 'GET /x HTTP/1.1\r\nHost: shop\r\n\r\n';

/** Legacy answers with how much of a body came, when all of it is there. */
async function limited(limits: Partial<ListeningLimits>) {
  const whole: number[] = [];
  let most = 0;
  const legacy = await startUpstream((req, res) => {
    let bytes = 0;
    req.on('data', (piece: Buffer) => (most = Math.max(most, (bytes += piece.length))));
    req.on('end', () => {
      whole.push(bytes);
      res.end(`got ${bytes}`);
    });
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { limits: { ...DEFAULT_LIMITS, ...limits } } });
  const metric = async (line: string) => (await ask(proxy.adminPort, '/metrics')).body.includes(line);
  return { proxy, legacy, whole, most: () => most, metric };
}

describe('headers', () => {
  test('larger together than allowed: 431', async () => {
    const { proxy, legacy, metric } = await limited({ headerBytes: 4_096 });
    expect(await exchangeRaw(proxy.port, GET.replace('\r\n\r\n', `\r\nX-A: ${'a'.repeat(5_000)}\r\n\r\n`))).toMatch(/^HTTP\/1\.1 431 /);
    expect(legacy.requests).toHaveLength(0);
    expect(await metric('banyan_turned_away_total{status="431"} 1')).toBe(true);
  });

  test('more than allowed: 431; as many as allowed all go through, beyond the number that Node would cut off at', async () => {
    const heads: string[] = [];
    const legacy = await startRawUpstream((socket, head) => {
      heads.push(head);
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { limits: { ...DEFAULT_LIMITS, headers: 2_200 } } });
    const many = (count: number) => GET.replace('\r\n\r\n', `${'\r\nA:b'.repeat(count - 3)}\r\nX-Last: here\r\nConnection: close\r\n\r\n`);
    expect(await exchangeRaw(proxy.port, many(2_200))).toMatch(/^HTTP\/1\.1 204 /);
    expect(heads[0]).toContain('X-Last: here');
    expect(await exchangeRaw(proxy.port, many(2_201))).toMatch(/^HTTP\/1\.1 431 /);
    expect(heads).toHaveLength(1);
  });

  test('that do not come in time: 408', async () => {
    const { proxy, legacy } = await limited({ headersMs: 60 });
    expect(await exchangeRaw(proxy.port, 'GET /x HTTP/1.1\r\nHost: shop\r\nX-Slow:')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await exchangeRaw(proxy.port, 'GET /x\r\n')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await exchangeRaw(proxy.port, '')).toMatch(/^HTTP\/1\.1 408 /);
    expect(legacy.requests).toHaveLength(0);
  });
});

test('an address longer than allowed: 414', async () => {
  const { proxy, legacy } = await limited({ urlBytes: 100 });
  expect(await exchangeRaw(proxy.port, GET.replace('/x', `/${'x'.repeat(100)}`))).toMatch(/^HTTP\/1\.1 414 /);
  expect((await ask(proxy.port, `/${'x'.repeat(99)}`)).status).toBe(200);
  expect(legacy.requests).toHaveLength(1);
});

describe('a body', () => {
  const chunked = 'POST /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n';

  test('whose length is more than allowed: 413, before a byte of it is asked for', async () => {
    const { proxy, legacy } = await limited({ bodyBytes: 10 });
    const received = await exchangeRaw(proxy.port, 'POST /x HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n12345678901');
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(legacy.requests).toHaveLength(0);
    expect((await ask(proxy.port, '/x', { method: 'POST', body: '1234567890' })).body).toBe('got 10');
  });

  test.each([
    ['at once', ['5\r\nhello\r\n6\r\nworlds\r\n0\r\n\r\n']],
    ['bit by bit', ['5\r\nhello\r\n', '5\r\nworld\r\n', '1\r\n!\r\n0\r\n\r\n']],
  ])('that becomes more than allowed, %s: 413, and no upstream has more than that of it', async (_how, pieces) => {
    const { proxy, legacy, whole, most } = await limited({ bodyBytes: 10 });
    const caller = openRaw(proxy.port);
    for (const [i, piece] of [chunked, ...pieces].entries()) {
      caller.send(piece);
      if (i === 1 && pieces.length > 1) await until('legacy to have the beginning', () => legacy.requests.length === 1);
    }
    await caller.ended;
    expect(caller.received()).toMatch(/^HTTP\/1\.1 413 /);
    expect((await ask(proxy.port, '/x')).body).toBe('got 0');
    expect(whole).toEqual([0]);
    expect(most()).toBeLessThanOrEqual(10);
  });

  test('in chunks that is as large as allowed goes through', async () => {
    const { proxy } = await limited({ bodyBytes: 10 });
    const caller = openRaw(proxy.port);
    caller.send(`${chunked}5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n`);
    await until('the answer', () => caller.received().endsWith('got 10'));
  });

  test('that stands still: 408, and legacy is told that there will be no more', async () => {
    const { proxy, legacy, whole, metric } = await limited({ bodyIdleMs: 80 });
    const received = await exchangeRaw(proxy.port, 'POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\nhello');
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    await until('legacy to be told', () => legacy.requests[0]?.destroyed === true);
    expect(whole).toEqual([]);
    expect(await metric('banyan_turned_away_total{status="408"} 1')).toBe(true);
  });

  test('that goes on may take many times as long, and so may an answer to it', async () => {
    const { proxy, whole } = await limited({ bodyIdleMs: 200 });
    const caller = openRaw(proxy.port);
    caller.send('POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 12\r\n\r\n');
    for (let i = 0; i < 12; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      caller.send('x');
    }
    await until('the answer', () => caller.received().endsWith('got 12'));
    expect(whole).toEqual([12]);
  });

  test('that an upstream does not take is not the caller’s standing still', async () => {
    let go = () => {};
    const legacy = await startUpstream((req, res) => {
      go = () => void req.resume().on('end', () => res.end('done'));
    });
    const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { limits: { ...DEFAULT_LIMITS, bodyIdleMs: 60 } } });
    const caller = openRaw(proxy.port);
    // More than the buffers of four sockets hold.
    const size = 48 * 1024 * 1024;
    caller.send(`POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: ${size}\r\n\r\n`);
    caller.send(Buffer.alloc(size));
    await until('legacy to have the head', () => legacy.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(caller.closed()).toBe(false);
    go();
    await until('the answer', () => caller.received().endsWith('done'));
  });
});

describe('connections', () => {
  test('one too many is told so and closed, the others are served; health checks are answered all the same', async () => {
    const { proxy, legacy, metric } = await limited({ connections: 2 });
    const kept = [openRaw(proxy.port), openRaw(proxy.port)];
    for (const caller of kept) caller.send(GET);
    await until('their answers', () => kept.every((caller) => caller.received().endsWith('got 0')));
    expect(await exchangeRaw(proxy.port, GET)).toMatch(/^HTTP\/1\.1 503 /);
    expect((await ask(proxy.port, '/banyan/healthz')).status).toBe(200);
    for (const caller of kept) caller.send(GET);
    await until('their next answers', () => kept.every((caller) => caller.received().match(/got 0/g)?.length === 2));
    expect(legacy.requests).toHaveLength(4);
    expect(await metric('banyan_connections_open 2')).toBe(true);
    expect(await metric('banyan_turned_away_total{status="503"} 1')).toBe(true);
    kept[0]!.destroy();
    await until('the place to be free', async () => (await ask(proxy.port, '/x')).status === 200);
  });

  test('far too many are not taken at all', async () => {
    const { proxy, metric } = await limited({ connections: 1 });
    const flood = Array.from({ length: 140 }, () => openRaw(proxy.port));
    await until('some to be dropped', () => flood.filter((caller) => caller.closed()).length === 140 - 129);
    expect(await metric('banyan_turned_away_total{status="dropped"} 11')).toBe(true);
  });

  test('too many of one address are told so', async () => {
    const { proxy } = await limited({ connectionsPerAddress: 1 });
    const first = openRaw(proxy.port);
    first.send(GET);
    await until('its answer', () => first.received().endsWith('got 0'));
    expect(await exchangeRaw(proxy.port, GET)).toMatch(/^HTTP\/1\.1 503 /);
    first.destroy();
    await until('the place to be free', async () => (await ask(proxy.port, '/x')).status === 200);
  });

  test('an idle one is closed', async () => {
    const { proxy } = await limited({ keepAliveMs: 50 });
    expect(await exchangeRaw(proxy.port, GET)).toMatch(/got 0$/);
  });

  test('the last request of one is told that it is', async () => {
    const { proxy } = await limited({ requestsPerConnection: 2 });
    const received = await exchangeRaw(proxy.port, GET + GET);
    expect(received.match(/got 0/g)).toHaveLength(2);
    expect(received).toMatch(/keep-alive[^]*connection: close/i);
  });

  test('requests that wait behind one another are answered in order, and too many are turned away', async () => {
    const { proxy, legacy } = await limited({ pipelined: 3 });
    const received = await exchangeRaw(proxy.port, GET.repeat(40));
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual([...Array.from({ length: 4 }, () => 'HTTP/1.1 200'), 'HTTP/1.1 503']);
    expect(legacy.requests).toHaveLength(4);
  });
});

test('nobody’s answers are decompressed: a small one that would fill the memory goes through as it is', async () => {
  const { gzipSync } = await import('node:zlib');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const legacy = await startUpstream((req, res) => {
    const pieces: Buffer[] = [];
    req.on('data', (piece: Buffer) => pieces.push(piece));
    req.on('end', () => res.writeHead(200, { 'content-encoding': 'gzip', 'x-upload': String(Buffer.concat(pieces).equals(bomb)) }).end(bomb));
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  const before = process.memoryUsage().rss;
  const answer = await ask(proxy.port, '/x', { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: bomb });
  expect([answer.headers['content-encoding'], answer.headers['x-upload'], Buffer.from(answer.body, 'latin1').equals(bomb)]).toEqual(['gzip', 'true', true]);
  expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1024 * 1024);
});
