import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { startServer, type RunningServer } from '../../../proxy/listening/server.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startTestProxy } from '../support/proxy.ts';
import { exchangeRaw, openRaw } from '../support/client.ts';
import { refusingUrl, startRawUpstream } from '../support/upstream.ts';
import { until } from '../support/until.ts';

const H = 'Host: shop\r\n';
const CHUNKED = `POST /x HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n`;
const NOTHING = '0\r\n\r\n';
const get = (target: string, version = 'HTTP/1.1') => `GET ${target} ${version}\r\n${H}\r\n`;
const post = (headers: string, body = NOTHING) => `POST /x HTTP/1.1\r\n${H}${headers}\r\n\r\n${body}`;
const header = (line: string) => `GET /x HTTP/1.1\r\n${H}${line}\r\n\r\n`;

/** What, the bytes, the answer. Each is followed by a request that must never be taken for one. */
const SHAPES: readonly [string, string, number][] = [
  ['a length and chunks', post('Content-Length: 5\r\nTransfer-Encoding: chunked'), 400],
  ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 5'), 400],
  ['two lengths', post('Content-Length: 5\r\nContent-Length: 6', 'hello'), 400],
  ['one length twice', post('Content-Length: 5\r\nContent-Length: 5', 'hello'), 400],
  ['a list of lengths', post('Content-Length: 5, 5', 'hello'), 400],
  ['a length with a sign', post('Content-Length: +5', 'hello'), 400],
  ['a negative length', post('Content-Length: -5', 'hello'), 400],
  ['a length in hexadecimal', post('Content-Length: 0x5', 'hello'), 400],
  ['a length with a space in it', post('Content-Length: 5 5', 'hello'), 400],
  ['an empty length', post('Content-Length: ', ''), 400],
  ['a length beyond 64 bits', post('Content-Length: 18446744073709551621', 'hello'), 400],
  ['a length that JavaScript cannot count', post('Content-Length: 9007199254740993', 'hello'), 400],
  ['a coding that is not chunked', post('Transfer-Encoding: gzip'), 501],
  ['identity', post('Transfer-Encoding: identity'), 501],
  ['another coding below chunked', post('Transfer-Encoding: gzip, chunked'), 501],
  ['another coding above chunked', post('Transfer-Encoding: chunked, gzip'), 400],
  ['chunked twice', post('Transfer-Encoding: chunked, chunked'), 400],
  ['chunked in two headers', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'), 400],
  ['identity, and chunked in another header', post('Transfer-Encoding: identity\r\nTransfer-Encoding: chunked'), 501],
  ['chunked, and identity in another header', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'), 400],
  ['xchunked', post('Transfer-Encoding: xchunked'), 501],
  ['chunked in quotes', post('Transfer-Encoding: "chunked"'), 501],
  ['chunked with a parameter', post('Transfer-Encoding: chunked;q=1'), 501],
  ['an empty coding before chunked', post('Transfer-Encoding: ,chunked'), 501],
  ['an empty coding after chunked', post('Transfer-Encoding: chunked,'), 400],
  ['a vertical tab before chunked', post('Transfer-Encoding: \x0bchunked'), 400],
  ['chunks from HTTP/1.0', `POST /x HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n${NOTHING}`, 400],
  ['a space before the colon', post('Transfer-Encoding : chunked'), 400],
  ['a coding under a name with _', post('Transfer_Encoding: chunked\r\nContent-Length: 5', 'hello'), 400],
  ['a length under a name with _', post('Content_Length: 99\r\nContent-Length: 5', 'hello'), 400],
  ['an address under a name with _', header('X_Forwarded_For: 1.2.3.4'), 400],
  ['a folded header', header('X-A: 1\r\n 2'), 400],
  ['a folded coding', post('Transfer-Encoding:\r\n chunked'), 400],
  ['a folded first header', `GET /x HTTP/1.1\r\n ${H}\r\n`, 400],
  ['a chunk whose size overflows', `${CHUNKED}10000000000000005\r\nhello\r\n${NOTHING}`, 400],
  ['a chunk with 0x', `${CHUNKED}0x5\r\nhello\r\n${NOTHING}`, 400],
  ['a chunk of negative size', `${CHUNKED}-5\r\nhello\r\n${NOTHING}`, 400],
  ['a chunk without size', `${CHUNKED}\r\nhello\r\n${NOTHING}`, 400],
  ['a space before a chunk’s size', `${CHUNKED} 5\r\nhello\r\n${NOTHING}`, 400],
  ['a space after it', `${CHUNKED}5 \r\nhello\r\n${NOTHING}`, 400],
  ['LF in a chunk’s extension', `${CHUNKED}5;a\nhello\r\n${NOTHING}`, 400],
  ['too long an extension', `${CHUNKED}5;${'a'.repeat(20_000)}\r\nhello\r\n${NOTHING}`, 413],
  ['chunks with LF only', `${CHUNKED}5\nhello\n0\n\n`, 400],
  ['LF after a chunk', `${CHUNKED}5\r\nhello\n${NOTHING}`, 400],
  ['CR after a chunk', `${CHUNKED}5\r\nhello\r${NOTHING}`, 400],
  ['a chunk longer than its size', `${CHUNKED}5\r\nhelloXX\r\n${NOTHING}`, 400],
  ['LF at the end of the chunks', `${CHUNKED}0\r\n\n`, 400],
  ['a length as trailer', `${CHUNKED}0\r\nContent-Length: 5\r\n\r\n`, 400],
  ['lines that end in LF', 'GET /x HTTP/1.1\nHost: shop\n\n', 400],
  ['a header that ends in LF', header('X-A: 1\nX-B: 2'), 400],
  ['a head that ends in LF', `GET /x HTTP/1.1\r\n${H}\n`, 400],
  ['CR in a header', header('X-A: 1\rX-B: 2'), 400],
  ['NUL in a value', header('X-A: a\0b'), 400],
  ['NUL in a name', header('X\0A: b'), 400],
  ['NUL in the address', get('/x\0y'), 400],
  ['a control character in a value', header('X-A: a\x01b'), 400],
  ['a space in a name', header('X A: b'), 400],
  ['an empty name', header(': b'), 400],
  ['a name beyond ASCII', header('X-\xe9: b'), 400],
  ['brackets in a name', header('X(a): b'), 400],
  ['no colon', header('XA'), 400],
  ['two hosts', `GET /x HTTP/1.1\r\n${H}Host: other\r\n\r\n`, 400],
  ['one host twice', `GET /x HTTP/1.1\r\n${H}${H}\r\n`, 400],
  ['no host', 'GET /x HTTP/1.1\r\n\r\n', 400],
  ['an empty host', 'GET /x HTTP/1.1\r\nHost:\r\n\r\n', 400],
  ['a list of hosts', 'GET /x HTTP/1.1\r\nHost: a, b\r\n\r\n', 400],
  ['a host with a path', 'GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
  ['a host with credentials', 'GET /x HTTP/1.1\r\nHost: a@b\r\n\r\n', 400],
  ['a host with a space', 'GET /x HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
  ['a port that is none', 'GET /x HTTP/1.1\r\nHost: a:b\r\n\r\n', 400],
  ['a URL of another host', get('http://other/x'), 400],
  ['a URL with another port', get('http://shop:81/x'), 400],
  ['a URL with credentials', get('http://u@shop/x'), 400],
  ['a URL of another scheme', get('ftp://shop/x'), 400],
  ['no path', get('x'), 400],
  ['a fragment', get('/x#y'), 400],
  ['* where there are no options', get('*'), 400],
  ['a tab in the address', get('/a\tb'), 400],
  ['a space in the address', get('/a b'), 400],
  ['a byte beyond ASCII in the address', get('/\xe9'), 400],
  ['tabs in the request line', `GET\t/x\tHTTP/1.1\r\n${H}\r\n`, 400],
  ['a space after the request line', `GET /x HTTP/1.1 \r\n${H}\r\n`, 400],
  ['a space before it', ` GET /x HTTP/1.1\r\n${H}\r\n`, 400],
  ['a method in small letters', `get /x HTTP/1.1\r\n${H}\r\n`, 400],
  ['an unknown method', `FOO /x HTTP/1.1\r\n${H}\r\n`, 400],
  ['a method of RTSP', `PLAY /x RTSP/1.0\r\n${H}\r\n`, 501],
  ['a method of Icecast', `SOURCE /x ICE/1.0\r\n${H}\r\n`, 501],
  ['HTTP/0.9 that says so', 'GET /x HTTP/0.9\r\n\r\n', 505],
  ['HTTP/1.2', get('/x', 'HTTP/1.2'), 400],
  ['HTTP/2.0', get('/x', 'HTTP/2.0'), 505],
  ['HTTP/2’s preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a version of two digits', get('/x', 'HTTP/01.1'), 400],
  ['http/1.1', get('/x', 'http/1.1'), 400],
  ['CONNECT', `CONNECT shop:443 HTTP/1.1\r\n${H}\r\n`, 405],
  ['TRACE', `TRACE /x HTTP/1.1\r\n${H}\r\n`, 405],
  ['an expectation that is not known', post('Expect: 200-ok\r\nContent-Length: 2', 'hi'), 417],
  ['a WebSocket with a body', header('Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 40'), 400],
  ['a WebSocket with chunks', header('Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked'), 400],
  ['a WebSocket of two hosts', header('Host: other\r\nConnection: Upgrade\r\nUpgrade: websocket'), 400],
];

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n';
/** Followed by more, HTTP/0.9 and what is not ended would become something else. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('answered by the proxy, once, and the connection closed: nothing of it reaches an upstream', () => {
  let port = 0;
  let server: RunningServer;
  const reached: string[] = [];
  beforeAll(async () => {
    const onUpgrade = () => void reached.push('upgrade');
    server = await startServer((req, res) => {
      const reach = () => {
        reached.push(`${req.method} ${req.url}`);
        res.end('reached');
      };
      // As upstreams do, only when all of the request is there.
      if (req.readableEnded) reach();
      else req.on('end', reach).resume();
    }, { host: '127.0.0.1', port: 0, onUpgrade });
    port = server.port;
  });
  afterAll(() => server.stop());

  test.each(SHAPES)('%s', async (_what, bytes, status) => {
    reached.length = 0;
    const received = await exchangeRaw(port, latin1(bytes + SMUGGLED));
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(reached).toEqual([]);
  });
});

test.each<[string, string, string]>([
  ['a URL of the same host', get('http://SHOP:80/x?y=1'), 'GET /x?y=1 '],
  ['a host with a port', 'GET /x HTTP/1.1\r\nHost: shop:8080\r\n\r\n', 'GET /x '],
  ['an address as host', 'GET /x HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n', 'GET /x '],
  ['no host, from HTTP/1.0', 'GET /x HTTP/1.0\r\n\r\n', 'GET /x '],
  ['an odd address', get('/a\\b<>"{}|^`%zz%00'), 'GET /a\\b<>"{}|^`%zz%00 '],
  ['options of the server', `OPTIONS * HTTP/1.1\r\n${H}\r\n`, 'OPTIONS * '],
  ['a target with several spaces around it', `GET   /x   HTTP/1.1\r\n${H}\r\n`, 'GET /x HTTP/1.1\r\n'],
  ['CHUNKED', post('Transfer-Encoding: ChUnKeD'), 'POST /x '],
  ['a name with _ that nobody takes for another', header('X_Colour: red'), 'GET /x '],
])('%s goes through', async (_what, bytes, line) => {
  const heads: string[] = [];
  const legacy = await startRawUpstream((socket, head) => {
    heads.push(head);
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const proxy = await startTestProxy({ legacy: legacy.url, candidate: await refusingUrl() });
  const caller = openRaw(proxy.port);
  caller.send(latin1(bytes));
  await until('the answer', () => caller.received().endsWith('ok'));
  expect(heads).toEqual([expect.stringContaining(line)]);
});

test.each(['undici', 'http-proxy-middleware'] as const)('extensions of chunks are passed over, and no upstream sees any (by %s)', async (forwarder) => {
  let sent = '';
  const legacy = createServer((socket) => {
    socket.on('error', () => {}).on('data', (bytes) => {
      sent += bytes.toString('latin1');
      if (sent.endsWith('0\r\n\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => legacy.listen(0, '127.0.0.1', resolve));
  onCleanup(() => legacy.close());
  const proxy = await startTestProxy({ legacy: `http://127.0.0.1:${(legacy.address() as AddressInfo).port}`, candidate: await refusingUrl(), config: { forwarder } });
  const caller = openRaw(proxy.port);
  caller.send(`POST /x HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n`);
  caller.send('2;a=b;c="d;e"\r\nhi\r\n0;last\r\n\r\n');
  await until('the answer', () => caller.received().endsWith('ok'));
  expect(sent).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/);
});

test('a request that was turned away while its body came is answered before the connection ends', async () => {
  const proxy = await startTestProxy({ legacy: await refusingUrl(), candidate: await refusingUrl() });
  const caller = openRaw(proxy.port);
  caller.send(`POST /x HTTP/1.1\r\nHost: a b\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(600_000)}`);
  await until('the answer', () => caller.received().startsWith('HTTP/1.1 400'));
  caller.send('x'.repeat(400_000));
  await caller.ended;
  expect(caller.received()).toMatch(/malformed[^]*\}\n$/);
});
