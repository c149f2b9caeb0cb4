import { describe, expect, test } from '@jest/globals';
import { createAccessLog, type Access } from '../../../proxy/observing/access-log.ts';
import type { Served } from '../../../proxy/forwarding/exchange.ts';
import { ask, askAs, exchangeRaw, openRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { startRawUpstream, startUpstream } from '../support/upstream.ts';

const ORDINARY: Served = { decision: { group: 'catalog', upstream: 'candidate', reason: 'in-cohort' }, status: 200, ms: 4.26, failure: null };

function logOf({ share = 1, random = 0.5, silent }: { share?: number; random?: number; silent?: string } = {}) {
  const lines: { level: string; line: Record<string, unknown>; json: string }[] = [];
  const write = createAccessLog({ log: { takes: (level) => level !== silent, line: (level, json) => void lines.push({ level, json, line: JSON.parse(json) as Record<string, unknown> }) }, now: () => 1_700_000_000_000, random: () => random, share, slowMs: 100, addressOf: () => 'http://catalog:3000' });
  return { lines, log: (served: Partial<Served> = {}, request: Partial<Access['request']> = {}) => write({ request: { method: 'GET', path: '/api/products', headers: [], ...request }, served: { ...ORDINARY, ...served }, totalMs: 9.99, received: 120, sent: 3_400 }) };
}

test('a line has what was decided, asked, answered, and how long it took', () => {
  const { lines, log } = logOf();
  log({}, { headers: ['Traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'X-Request-Id', 'r-1', 'X-Amzn-Trace-Id', 'Root=1'] });
  expect(lines[0]?.json.endsWith('}\n')).toBe(true);
  expect(lines[0]?.line).toEqual({
    level: 30, time: 1_700_000_000_000, group: 'catalog', upstream: 'candidate', reason: 'in-cohort', to: 'http://catalog:3000',
    method: 'GET', path: '/api/products', status: 200, ms: 4.3, totalMs: 10, received: 120, sent: 3_400, trace: '0af7651916cd43dd8448eb211c80319c', request: 'r-1',
  });
});

test('AWS’s name for the request stands in where the caller has none', () => {
  const { lines, log } = logOf();
  log({}, { headers: ['X-Amzn-Trace-Id', 'Root=1-678'] });
  expect(lines[0]?.line['request']).toBe('Root=1-678');
});

const TROUBLES: [string, Partial<Served>][] = [
  ['a status 5xx', { status: 500 }],
  ['no answer', { status: 504, failure: 'timeout' }],
  ['an answer that broke off', { failure: 'broke-off' }],
  ['a fallback', { decision: { group: 'catalog', upstream: 'legacy', reason: 'fallback' } }],
  ['slow', { ms: 100 }],
];

describe('sampling', () => {
  test.each(TROUBLES)('%s has a line, as a warning, though only errors have', (_what, served) => {
    const { lines, log } = logOf({ share: 0 });
    log(served);
    expect(lines).toMatchObject([{ level: 'warn', line: { level: 40 } }]);
  });

  test.each<[string, Partial<Served>]>([['an ordinary one', {}], ['a caller’s own mistake', { status: 404 }], ['a caller that left', { status: null, failure: 'cancelled' }]])('%s has none', (_what, served) => {
    const { lines, log } = logOf({ share: 0 });
    log(served);
    expect(lines).toEqual([]);
  });

  test('none is put together that the log would not take', () => {
    const { lines, log } = logOf({ silent: 'info' });
    log();
    log({ status: 500 });
    expect(lines).toMatchObject([{ level: 'warn' }]);
  });

  test('a part of the ordinary ones has', () => {
    for (const [random, count] of [[0.09, 1], [0.1, 0]] as const) {
      const { lines, log } = logOf({ share: 0.1, random });
      log();
      expect(lines).toHaveLength(count);
    }
  });
});

describe('what callers write', () => {
  test.each<[string, string, string]>([
    ['is cut', `/${'x'.repeat(600)}`, `/${'x'.repeat(511)}…`],
    ['ends no line and no string', '/a"b\\c\n{"level":60}', '/a"b\\c%0A{"level":60}'],
    ['commands no terminal', '/a\x1b[2Jb\x9b31m', '/a%1B[2Jb%C2%9B31m'],
    ['names no session in the path', '/cart;jsessionid=SECRET/items;v=1', '/cart;…/items;…'],
  ])('%s', (_what, path, logged) => {
    const { lines, log } = logOf();
    log({}, { path, headers: ['X-Request-Id', `${path}${'y'.repeat(600)}`] });
    expect(lines[0]?.line['path']).toBe(logged);
    expect(lines[0]?.json.split('\n')).toHaveLength(2);
    expect(String(lines[0]?.line['request']).length).toBeLessThan(500);
  });
});

test('no secret gets into the log, wherever a caller puts it', async () => {
  const legacy = await startUpstream((req, res) => {
    if (req.url?.startsWith('/fails')) return void res.socket?.destroy();
    res.writeHead(500, { 'set-cookie': 'sid=SECRET', 'x-token': 'SECRET' }).end('SECRET');
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: legacy.url, flags: { cohort: 100 } });
  const headers = { authorization: 'Bearer SECRET', 'x-api-key': 'SECRET', 'x-forwarded-for': '203.0.113.9, SECRET', referer: 'http://shop/?SECRET', 'user-agent': 'SECRET', cookie: 'sid=SECRET; a=SECRET', tracestate: 'secret=SECRET' };
  await ask(proxy.port, '/api/products?token=SECRET', { headers, method: 'POST', body: 'SECRET' });
  await ask(proxy.port, '/cart;jsessionid=SECRET?token=SECRET', { headers });
  await ask(proxy.port, '/fails?SECRET', { headers });
  await askAs('SECRET', proxy.port, '/api/products/1');
  await exchangeRaw(proxy.port, 'GET http://shop/absolute?SECRET HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n');
  await until('the lines', () => proxy.logged.filter((line) => 'status' in line).length === 5);
  expect(JSON.stringify(proxy.logged)).not.toContain('SECRET');
});

test('an answer that breaks off is told as a failure, though its status was fine', async () => {
  const legacy = await startRawUpstream((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => setImmediate(() => socket.destroy())));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: legacy.url });
  await ask(proxy.port, '/cart').catch(() => {});
  await until('the line', () => proxy.logged.some((line) => line['status'] === 200 && line['failure'] === 'broke-off' && line['level'] === 40));
});

test('received and sent are the bytes of the caller’s connection, request by request', async () => {
  const legacy = await startUpstream((_req, res) => res.end('x'.repeat(10_000)));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: legacy.url });
  const upload = `POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 5000\r\n\r\n${'y'.repeat(5_000)}`;
  const last = 'GET /cart HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n';
  const connection = openRaw(proxy.port);
  connection.send(upload);
  await until('the first line', () => proxy.logged.some((line) => line['path'] === '/upload'));
  await until('the first answer', () => connection.received().endsWith('x'.repeat(10_000)));
  const before = connection.received().length;
  connection.send(last);
  await connection.ended;
  const bytesOf = (path: string) => proxy.logged.filter((line) => line['path'] === path).map(({ received, sent }) => ({ received, sent }));
  expect(bytesOf('/upload')).toEqual([{ received: upload.length, sent: before }]);
  await until('the second line', () => bytesOf('/cart').length === 1);
  expect(bytesOf('/cart')).toEqual([{ received: last.length, sent: connection.received().length - before }]);
  const metrics = (await ask(proxy.adminPort, '/metrics')).body;
  expect(metrics).toContain(`banyan_received_bytes_total{group=""} ${upload.length + last.length}`);
  expect(metrics).toContain(`banyan_sent_bytes_total{group=""} ${connection.received().length}`);
});
