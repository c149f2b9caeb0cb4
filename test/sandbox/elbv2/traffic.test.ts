import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { CreateRuleCommand, ModifyListenerCommand, type Action, type RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ask } from './ask.ts';
import { allHealthy, createGroup, createListener, createLoadBalancer, forwardTo, register, startAws, startTarget, until, type Aws, type TestTarget } from './aws-on-loopback.ts';

let aws: Aws;
let group: string;
let listener: { arn: string; url: string; port: number };
let target: TestTarget;

const hello: RequestListener = (_request, response) => response.end('hello');
let answer = hello;

beforeAll(async () => {
  aws = await startAws({ idleTimeoutMs: 1_500 });
  const balancer = await createLoadBalancer(aws);
  group = await createGroup(aws, 'group');
  listener = await createListener(aws, balancer, forwardTo(group));
  target = await startTarget((request, response) => answer(request, response));
  await register(aws, group, target);
  await allHealthy(aws, group);
});
afterEach(() => {
  answer = hello;
});
afterAll(async () => {
  await aws.close();
  await target.close();
});

async function setDefault(action: Action): Promise<void> {
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: listener.arn, DefaultActions: [action] }));
}

/** A target that speaks raw TCP; runs the body with the listener pointing at it. */
async function withRawTarget(onSocket: (socket: Socket) => void, body: (url: string) => Promise<void>): Promise<void> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const raw = await createGroup(aws, `raw-${(server.address() as AddressInfo).port}`);
  await setDefault(forwardTo(raw));
  await register(aws, raw, { port: (server.address() as AddressInfo).port } as TestTarget);
  try {
    await body(listener.url);
  } finally {
    await setDefault(forwardTo(group));
    server.close();
  }
}

test('the client’s headers reach the target as they were sent, and the load balancer adds its own', async () => {
  let seen: IncomingMessage | undefined;
  answer = (request, response) => {
    seen = request;
    response.end();
  };
  const headers = ['Host', 'Shop.example:80', 'X-Twice', 'a', 'x-twice', 'b', 'Cookie', 'sid=é', 'Connection', 'close, X-Private', 'X-Private', 'gone', 'TE', 'trailers', 'Proxy-Authorization', 'gone', 'X-Forwarded-For', '203.0.113.9', 'X-Forwarded-Proto', 'https'];
  await ask(listener.url, { headers, path: '/a%20b?q=%2F&r' });
  expect(seen?.url).toBe('/a%20b?q=%2F&r');
  const raw = (seen?.rawHeaders ?? []).filter((_, i, all) => all[i - (i % 2)] !== 'connection');
  expect(raw.slice(0, 8)).toEqual([expect.stringMatching(/^host$/i), 'shop.example:80', 'X-Twice', 'a', 'x-twice', 'b', 'Cookie', 'sid=é']);
  expect(raw.slice(8)).toEqual(['X-Forwarded-For', '203.0.113.9, 127.0.0.1', 'X-Forwarded-Proto', 'http', 'X-Forwarded-Port', String(listener.port), 'X-Amzn-Trace-Id', expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)]);
});

test('a trace that came along keeps its root', async () => {
  let trace: unknown;
  answer = (request, response) => {
    trace = request.headers['x-amzn-trace-id'];
    response.end();
  };
  await ask(listener.url, { headers: { 'X-Amzn-Trace-Id': 'Self=1-0-a;Root=1-67891233-abcdef012345678912345678;Shop=1' } });
  expect(trace).toMatch(/^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;Shop=1$/);
});

test('the target’s headers reach the client in their order and case, twice where they came twice', async () => {
  answer = (_request, response) => {
    response.writeHead(299, 'Quite Fine', ['X-Camel-Case', '1', 'set-cookie', 'a=1', 'Set-Cookie', 'b=2', 'Server', 'shop', 'Keep-Alive', 'timeout=5', 'ETag', '"é"', 'Content-Length', '2']);
    response.end(Buffer.from('ok'));
  };
  const { status, statusMessage, rawHeaders, body } = await ask(listener.url);
  expect([status, statusMessage, body]).toEqual([299, 'Quite Fine', 'ok']);
  expect(rawHeaders.slice(0, 12)).toEqual(['X-Camel-Case', '1', 'set-cookie', 'a=1', 'Set-Cookie', 'b=2', 'Server', 'shop', 'ETag', '"é"', 'Content-Length', '2']);
});

test.each([
  ['HEAD', { 'Content-Length': '5' }, 200],
  ['GET', {}, 204],
  ['GET', { ETag: '"1"' }, 304],
])('%s with headers %p and status %i passes without a body', async (method, headers, status) => {
  answer = (_request, response) => response.writeHead(status, headers).end();
  const got = await ask(listener.url, { method });
  expect([got.status, got.body]).toEqual([status, '']);
  expect(got.rawHeaders).toEqual(expect.arrayContaining(Object.values(headers)));
});

test('chunks and trailers pass, as they come', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('one ');
    response.addTrailers({ 'X-Sum': '7' });
    response.end('two');
  };
  expect(await ask(listener.url)).toMatchObject({ body: 'one two', trailers: { 'x-sum': '7' }, headers: { 'transfer-encoding': 'chunked' } });
});

test.each([
  ['with a length', { 'content-length': String(4_000_000) }],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
])('a body of 4 MB %s goes through and comes back unharmed', async (_, headers) => {
  answer = (request, response) => {
    request.pipe(response);
  };
  const sent = randomBytes(4_000_000);
  const asked = request(listener.url, { method: 'POST', headers, agent: false });
  asked.end(sent);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const hash = createHash('sha256');
  for await (const chunk of response) hash.update(chunk as Buffer);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(sent).digest('hex'));
});

test('a download goes no faster than the client reads', async () => {
  const total = 256 * 1024 * 1024;
  let written = 0;
  answer = (_request, response) => {
    response.on('error', () => {});
    const piece = Buffer.alloc(256 * 1024);
    const more = (): void => {
      while (written < total && !response.destroyed) {
        written += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  };
  const asked = request(listener.url, { agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  let before = -1;
  await until(async () => {
    if (before === written) return true;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return false;
  });
  expect(written).toBeLessThan(total / 4);
  asked.destroy();
});

test('an upload goes no faster than the target reads', async () => {
  let release = (): void => {};
  answer = (request, response) => {
    release = () => request.resume();
    request.on('end', () => response.end('read'));
  };
  const asked = request(listener.url, { method: 'POST', agent: false });
  const piece = Buffer.alloc(256 * 1024);
  let waits = false;
  for (let sent = 0; sent < 256 * 1024 * 1024 && !waits; sent += piece.length) {
    if (!asked.write(piece)) waits = await Promise.race([once(asked, 'drain').then(() => false), new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 300))]);
  }
  expect(waits).toBe(true);
  release();
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('the load balancer itself says to go on with a body', async () => {
  let expected: unknown = 'nothing';
  answer = (request, response) => {
    expected = request.headers.expect;
    request.pipe(response);
  };
  const asked = request(listener.url, { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': '4' }, agent: false });
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.end('body');
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect([response.statusCode, expected]).toEqual([200, undefined]);
  response.resume();
});

test('a WebSocket is handed through both ways, its handshake with it', async () => {
  target.server.on('upgrade', (_request, socket, head) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: yes\r\n\r\n');
    if (head.length > 0) socket.write(head);
    socket.on('data', (data: Buffer) => socket.write(data.toString().toUpperCase()));
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
  });
  const asked = request(listener.url, { headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'k' }, agent: false }).end();
  const [response, socket] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
  expect(response.headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-accept': 'yes' });
  socket.write('hello');
  const [echo] = (await once(socket, 'data')) as [Buffer];
  expect(echo.toString()).toBe('HELLO');
  socket.destroy();
  target.server.removeAllListeners('upgrade');
});

test('a target that declines a WebSocket is heard', async () => {
  answer = (_request, response) => response.writeHead(426).end('no');
  const got = await ask(listener.url, { headers: { Connection: 'Upgrade', Upgrade: 'websocket' } });
  expect([got.status, got.body]).toEqual([426, 'no']);
});

test('an upgrade to anything else is a plain request', async () => {
  answer = hello;
  expect(await ask(listener.url, { headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c' } })).toMatchObject({ status: 200, body: 'hello' });
});

test('a target that refuses the connection is a 502', async () => {
  await withRawTarget(
    () => {},
    async (url) => {
      const gone = await createGroup(aws, 'refuses');
      const closed = await startTarget(hello);
      await closed.close();
      await setDefault(forwardTo(gone));
      await register(aws, gone, closed);
      expect(await ask(url)).toMatchObject({ status: 502, headers: { server: 'awselb/2.0' } });
      expect(await ask(url, { method: 'POST', body: 'some' })).toMatchObject({ status: 502 });
    },
  );
});

test.each([
  ['refuses', () => {}],
  ['breaks off in the middle', (socket: Socket) => socket.once('data', () => socket.destroy())],
])('a client that is still sending to a target that %s hears of it, and its connection lives on', async (kind, onSocket) => {
  await withRawTarget(onSocket, async () => {
    if (kind === 'refuses') {
      const closed = await startTarget(hello);
      await closed.close();
      const gone = await createGroup(aws, 'gone');
      await setDefault(forwardTo(gone));
      await register(aws, gone, closed);
    }
    const socket = connect(listener.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data: Buffer) => {
      heard += data.toString();
    });
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n');
    socket.write(Buffer.alloc(2_000_000));
    await until(() => heard.startsWith('HTTP/1.1 502 '));
    socket.write(Buffer.alloc(2_000_000));
    await setDefault(forwardTo(group));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await once(socket, 'close');
    expect(heard).toMatch(/HTTP\/1.1 200 OK[^]*hello/);
  });
});

test.each([
  ['closes without an answer', ''],
  ['answers nonsense', 'EHLO\r\n\r\n'],
  ['answers with headers of 40 KB', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`],
])('a target that %s is a 502', async (_, text) => {
  await withRawTarget(
    (socket) => socket.once('data', () => socket.end(text)),
    async (url) => expect(await ask(url)).toMatchObject({ status: 502, headers: { server: 'awselb/2.0' } }),
  );
});

test('a target that is silent for the idle timeout is a 504', async () => {
  answer = () => {};
  expect(await ask(listener.url)).toMatchObject({ status: 504, headers: { server: 'awselb/2.0' } });
});

test('an answer that breaks off is not passed off as whole', async () => {
  await withRawTarget(
    (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')),
    async (url) => {
      await expect(ask(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    },
  );
});

test('a target group without targets is a 503', async () => {
  await setDefault(forwardTo(await createGroup(aws, 'empty')));
  expect(await ask(listener.url)).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
  await setDefault(forwardTo(group));
});

test('a request meets a connection that its target has just closed, and goes out again on a new one', async () => {
  const served: number[] = [];
  await withRawTarget(
    (socket) => {
      let requests = 0;
      socket.on('data', (data) => {
        if (data.toString().startsWith('GET /healthz')) return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        served.push(++requests);
        // The second request on a connection finds it closed, as if it had crossed the target's own closing on the way.
        if (requests > 1) return void socket.destroy();
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    },
    async (url) => {
      for (let i = 0; i < 4; i++) expect(await ask(url)).toMatchObject({ status: 200, body: 'ok' });
      expect(served).toEqual([1, 2, 1, 2, 1, 2, 1]);
      // One that is not safe to repeat is not repeated.
      expect(await ask(url, { method: 'POST' })).toMatchObject({ status: 502 });
    },
  );
});

test.each([
  ['a request that is none', 'nonsense\r\n\r\n', 400],
  ['headers of 70 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 400],
  ['one header of 17 KB', `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na', 400],
  ['another transfer encoding', 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400],
  ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
  ['31 forwarded addresses', `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: ${Array.from({ length: 31 }, () => '10.0.0.1').join(',')}\r\n\r\n`, 463],
])('%s is refused', async (_, text, status) => {
  const socket = connect(listener.port, '127.0.0.1');
  socket.write(text);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'close');
  expect(Buffer.concat(chunks).toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(Buffer.concat(chunks).toString()).toContain('Server: awselb/2.0');
});

test('a target in absolute form is shortened to its path', async () => {
  answer = (request, response) => response.end(request.url);
  expect((await ask(listener.url, { path: 'http://shop.example/a?b' })).body).toBe('/a?b');
});

test('a request of HTTP/1.0 without a host gets one', async () => {
  let host: unknown;
  answer = (request, response) => {
    host = request.headers.host;
    response.end('ok');
  };
  const socket = connect(listener.port, '127.0.0.1');
  socket.write('GET / HTTP/1.0\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
  expect(host).toBe(`127.0.0.1:${listener.port}`);
});

test('a client that goes away takes its request along', async () => {
  let closed = false;
  answer = (_request, response) => {
    response.on('close', () => {
      closed = true;
    });
    response.write('first');
  };
  const asked = request(listener.url, { agent: false }).end();
  asked.on('error', () => {});
  await once(asked, 'response');
  asked.destroy();
  await until(() => closed);
});

test('redirects and fixed responses are answered without a target', async () => {
  const when: RuleCondition[] = [{ Field: 'path-pattern', Values: ['/moved/*'] }];
  await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: 1, Conditions: when, Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_302', Host: 'shop.example', Port: '443', Protocol: 'HTTPS', Path: '/new/#{path}' } }] }));
  const fixed: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418', ContentType: 'application/json', MessageBody: '{"é":1}' } };
  await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: 2, Conditions: [{ Field: 'path-pattern', Values: ['/tea'] }], Actions: [fixed] }));
  expect(await ask(listener.url, { path: '/moved/a?b=c' })).toMatchObject({ status: 302, headers: { location: 'https://shop.example:443/new/moved/a?b=c' } });
  expect(await ask(listener.url, { path: '/tea' })).toMatchObject({ status: 418, body: '{"é":1}', headers: { 'content-type': 'application/json', server: 'awselb/2.0' } });
});
