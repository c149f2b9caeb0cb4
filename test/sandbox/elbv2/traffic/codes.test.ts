import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../ask.ts';
import { createGroup, forwardTo, until } from '../aws-on-loopback.ts';
import { converse, startEdge, statusesIn, type Edge } from './edge.ts';

let edge: Edge;
const counted: string[] = [];

beforeAll(async () => {
  edge = await startEdge({ idleTimeoutMs: 500, connectTimeoutMs: 400, metrics: { put: (_namespace, metric, dimensions) => void (Object.keys(dimensions).length === 1 && counted.push(metric)) } });
});
afterEach(async () => {
  counted.length = 0;
  edge.answerWith((_request, response) => response.end('hello'));
  await edge.useTarget();
});
afterAll(() => edge.close());

const line = (length: number): string => `GET /${'x'.repeat(length - 'GET / HTTP/1.1'.length)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
const headers = (count: number, length: number): string => `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: count }, (_, i) => `X-${i}: ${'x'.repeat(length)}\r\n`).join('')}\r\n`;

describe('without a target', () => {
  test.each<[string, number, string]>([
    ['a request line of 17 KB', 400, line(17_000)],
    ['a request line of 16 KB', 200, line(16_000)],
    ['a header of 17 KB', 400, headers(1, 17_000)],
    ['headers of 63 KB', 200, headers(7, 9_000)],
    ['headers of 68 KB', 400, headers(5, 13_800)],
    ['TRACE', 405, 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['31 forwarded addresses', 463, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: ${'10.0.0.1, '.repeat(30)}10.0.0.1\r\n\r\n`],
    ['30 forwarded addresses', 200, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: ${'10.0.0.1, '.repeat(29)}10.0.0.1\r\n\r\n`],
    ['a transfer encoding that is neither chunked nor identity', 501, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n'],
    ['another version', 505, 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'],
    ['a tunnel', 400, 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a preface of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s: %i', async (_, status, text) => {
    // A target of Node would have limits of its own.
    await edge.setDefault({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } });
    const heard = await converse(edge.listener.port, text);
    expect(statusesIn(heard)).toEqual([status]);
    if (status === 200) return;
    expect(heard).toContain('Server: awselb/2.0');
    expect(counted).toContain(`HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`);
    expect(counted).not.toContain('RequestCount');
  });

  test('an empty group is a 503, which no target group is charged with', async () => {
    await edge.setDefault(forwardTo(await createGroup(edge.aws, 'empty')));
    expect((await ask(edge.listener.url)).status).toBe(503);
    expect(counted).toEqual(expect.arrayContaining(['HTTPCode_ELB_5XX_Count', 'HTTPCode_ELB_503_Count']));
    expect(counted).not.toContain('RequestCount');
  });
});

describe('a client', () => {
  test('that begins a request and falls silent is told so (408)', async () => {
    expect(statusesIn(await converse(edge.listener.port, 'GET / HTTP/1.1\r\nHos'))).toEqual([408]);
  });

  test('that falls silent in the middle of its body is told so (408)', async () => {
    edge.answerWith((incoming) => incoming.resume());
    expect(statusesIn(await converse(edge.listener.port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf'))).toEqual([408]);
    await until(() => counted.includes('HTTPCode_ELB_4XX_Count'));
  });

  test('that says nothing at all, or nothing more, is cut off without a word', async () => {
    expect(await converse(edge.listener.port)).toBe('');
    expect(statusesIn(await converse(edge.listener.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'))).toEqual([200]);
  });

  test.each([
    ['before its answer is a 460', {}, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTPCode_ELB_4XX_Count'],
    ['before the end of its own body is a 400', {}, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf', 'HTTPCode_ELB_4XX_Count'],
  ])('that goes away %s', async (_, __, text, metric) => {
    let reached = false;
    edge.answerWith((incoming) => {
      reached = true;
      incoming.resume();
    });
    const socket = connect(edge.listener.port, '127.0.0.1');
    socket.write(text);
    await until(() => reached);
    socket.destroy();
    await until(() => counted.includes(metric));
    expect(counted).toContain('RequestCount');
  });
});

describe('a target', () => {
  const answering = (text: string) => (socket: Socket) => socket.once('data', () => socket.end(text));

  test.each([
    ['that closes without an answer', (socket: Socket) => socket.once('data', () => socket.end())],
    ['that resets the connection', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['that answers nonsense', answering('EHLO\r\n\r\n')],
    ['whose headers have 33 KB', answering(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(33_000)}\r\n\r\n`)],
    ['that has two lengths', answering('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy')],
  ])('%s is a 502', async (_, onSocket) => {
    await edge.useRawTarget(onSocket);
    expect(await ask(edge.listener.url)).toMatchObject({ status: 502, headers: { server: 'awselb/2.0' } });
    expect(counted).toContain('HTTPCode_ELB_502_Count');
    expect(counted).not.toContain('TargetConnectionErrorCount');
  });

  test('that is silent for the idle timeout is a 504', async () => {
    edge.answerWith(() => {});
    expect((await ask(edge.listener.url)).status).toBe(504);
    expect(counted).toContain('HTTPCode_ELB_504_Count');
  });

  test('whose answer is shorter than it said has its answer cut, not passed off as whole', async () => {
    await edge.useRawTarget(answering('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
    await expect(ask(edge.listener.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('that answers early, and closes, is heard all the same', async () => {
    edge.answerWith((_request, response) => response.writeHead(413, { Connection: 'close' }).end('too long'));
    const asked = request(edge.listener.url, { method: 'POST', agent: false, headers: { 'content-length': 10_000_000 } });
    asked.on('error', () => {});
    asked.write(Buffer.alloc(100_000));
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    expect(response.statusCode).toBe(413);
    asked.destroy();
  });
});
