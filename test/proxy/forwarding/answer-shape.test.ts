import { describe, expect, test } from '@jest/globals';
import { openRaw } from '../support/client.ts';
import { startTestProxy } from '../support/proxy.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const EVIL = `${OK}Content-Length: 4\r\n\r\nevil`;
const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`;
const answer = (header: string) => `${OK}${header}\r\nContent-Length: 2\r\n\r\nok`;

/** Answers `/shape` with the bytes and all else with `next`, and gives back all that a caller of both gets on one connection. */
async function callerGets(bytes: string, forwarder: 'undici' | 'http-proxy-middleware'): Promise<string> {
  const legacy = await startRawUpstream((socket, head) => {
    const isShape = head.startsWith('GET /shape ');
    socket.write(Buffer.from(isShape ? bytes : `${OK}Content-Length: 4\r\n\r\nnext`, 'latin1'));
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl(), config: { forwarder } });
  const caller = openRaw(proxy.port);
  caller.send(GET('/shape'));
  await until('an answer', () => caller.closed() || /\r\n\r\n(.*ok|.*\}\n|0\r\n\r\n|$)/.test(caller.received()));
  caller.send(GET('/next'));
  await until('the next answer', () => caller.closed() || caller.received().endsWith('next'));
  return caller.received();
}

describe.each(['undici', 'http-proxy-middleware'] as const)('%s', (forwarder) => {
  test.each([
    ['a length and chunks', `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${OK}Content-Length: 2\r\nContent-Length: 5\r\n\r\nokokok`],
    ['a list of lengths', `${OK}Content-Length: 2, 2\r\n\r\nok`],
    ['another coding', `${OK}Transfer-Encoding: gzip\r\n\r\nok`],
    ['another coding below chunked', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['another coding above chunked', `${OK}Transfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['chunked twice', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['xchunked', `${OK}Transfer-Encoding: xchunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ['a folded header', answer('X-A: 1\r\n 2')],
    ['lines that end in LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    ['a header after LF', answer('X-A: 1\nSet-Cookie: evil=1')],
    ['a header after CR', answer('X-A: 1\rSet-Cookie: evil=1')],
    ['NUL', answer('X-A: a\0b')],
    ['a control character', answer('X-A: a\x01b')],
    ['a space in a name', answer('X A: 1')],
    ['a space before the colon', `${OK}Content-Length : 2\r\n\r\nok`],
    ['a reason with a control character', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok'],
    ['a reason with CR', 'HTTP/1.1 200 OK\rX: y\r\nContent-Length: 2\r\n\r\nok'],
    ['a status of two digits', 'HTTP/1.1 99 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a status of four', 'HTTP/1.1 1000 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['a switch that nobody asked for', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${EVIL}`],
    ['a switch to nothing', `HTTP/1.1 101 Switching Protocols\r\n\r\n${EVIL}`],
  ])('%s: a 502, and the connection goes on with the next answer', async (_what, bytes) => {
    const received = await callerGets(bytes, forwarder);
    expect(received).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[^]*\}\nHTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nnext$/);
    expect(received).not.toContain('evil');
  });

  test.each([
    ['an answer more than was asked for', `${answer('X-A: 1')}${EVIL}`, 'ok'],
    ['a body that must not be', `HTTP/1.1 304 Not Modified\r\n\r\n${EVIL}`, ''],
    ['a body without content', 'HTTP/1.1 204 No Content\r\nContent-Length: 60\r\n\r\n', ''],
  ])('%s reaches nobody', async (_what, bytes, body) => {
    const received = await callerGets(bytes, forwarder);
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(2);
    expect(received).not.toMatch(/evil|: 60/);
    expect(received.split('\r\n\r\n')[1]!.replace(/HTTP[^]*/, '')).toBe(body);
  });

  test('an answer in an answer’s body is only its body', async () => {
    const received = await callerGets(`${OK}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${EVIL.length.toString(16)}\r\n${EVIL}\r\n0\r\n\r\n`, forwarder);
    expect(received).toMatch(new RegExp(`\r\n\r\n${EVIL.length.toString(16)}\r\nHTTP/1\\.1 200 OK\r\n`));
  });

  test('trailers that frame are left out', async () => {
    const received = await callerGets(`${OK}Trailer: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-A: 1\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n`, forwarder);
    expect(received).toMatch(/\r\nok\r\n0\r\nX-A: 1\r\n\r\nHTTP/);
  });
});

test('a candidate’s answer that cannot be passed on is legacy’s to give', async () => {
  const legacy = await startRawUpstream((socket) => socket.write(`${OK}Content-Length: 6\r\n\r\nlegacy`));
  const candidate = await startRawUpstream((socket) => socket.write('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok'));
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 } });
  const caller = openRaw(proxy.port);
  caller.send(GET('/api/products').replace('\r\n\r\n', '\r\nCookie: sid=ada\r\n\r\n'));
  await until('the answer', () => caller.received().endsWith('legacy'));
});

test.each([
  ['a value', { 'x-a': 'a\r\nset-cookie: evil=1' }],
  ['a name', { 'x-a\r\nset-cookie': 'evil' }],
])('a rewriting cannot put a header in by %s', async (_how, set) => {
  const legacy = await startRawUpstream((socket) => socket.write(`${OK}Content-Length: 6\r\n\r\nlegacy`));
  const candidate = await startRawUpstream((socket) => socket.write(`${OK}Content-Length: 2\r\n\r\nok`));
  const nothing = { remove: [], rename: {}, set: {} };
  const rewrite = { request: { paths: [], query: nothing, headers: nothing, cookies: nothing }, answer: { headers: { ...nothing, set }, cookies: { remove: [], rename: {} } }, hook: null };
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: candidate.url, flags: { cohort: 100 }, rewrite });
  const caller = openRaw(proxy.port);
  caller.send(GET('/api/products').replace('\r\n\r\n', '\r\nCookie: sid=ada\r\n\r\n'));
  await until('the answer', () => caller.received().includes('\r\n\r\n'));
  expect(caller.received()).toMatch(/^HTTP\/1\.1 502 /);
  expect(caller.received()).not.toMatch(/evil/);
});
