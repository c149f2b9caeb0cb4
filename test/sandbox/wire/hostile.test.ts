import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createSts } from '../../../sandbox/sts/sts.ts';
import { MAX_BODY_BYTES } from '../../../sandbox/wire/request-body.ts';
import { startWireServer, type WireServer, type WireServerOptions } from '../../../sandbox/wire/server.ts';
import { until } from '../../support/until.ts';
import { listClusters, send, sign } from './signed-request.ts';

const defects: unknown[] = [];
let wire: WireServer;
/** The same, for those who keep it waiting. */
let impatient: WireServer;

async function start(more: Partial<WireServerOptions> = {}): Promise<WireServer> {
  const services = { ecs: { operations: { ListClusters: () => ({ clusterArns: [] }) } }, monitoring: { operations: { PutMetricData: () => undefined } }, sts: createSts({ account: '123456789012' }).service };
  return await startWireServer({ host: '127.0.0.1', now: Date.now, services, onDefect: (_, error) => defects.push(error), ...more });
}

beforeAll(async () => {
  [wire, impatient] = await Promise.all([start(), start({ timeouts: { headMs: 150, requestMs: 300 } })]);
});
afterAll(() => Promise.all([wire.close(), impatient.close()]));

/** Whatever was sent to it, it goes on serving. */
afterEach(async () => {
  for (const { endpoint } of [wire, impatient]) await until(async () => (await send(endpoint, await sign(endpoint, listClusters()))).status === 200 || undefined);
  expect(defects).toEqual([]);
});

interface Said {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Everything the server says until it closes the connection. */
async function untilClosed(socket: Socket): Promise<Said> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'close');
  return parse(Buffer.concat(chunks).toString());
}

function parse(text: string): Said {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]), head, body };
}

function open(said: string, { endpoint } = wire): Socket {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  socket.write(said);
  return socket;
}

const JSON_HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-amz-json-1.1\r\nx-amz-target: AmazonEC2ContainerServiceV20141113.ListClusters\r\n';
const QUERY_HEAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n';

describe('a body that is too large', () => {
  test('is refused before it is sent', async () => {
    const socket = open(`${JSON_HEAD}content-length: 104857600\r\n\r\n{`);
    const { status, head, body } = parse(String(((await once(socket, 'data')) as [Buffer])[0]));
    expect([status, JSON.parse(body)]).toEqual([413, expect.objectContaining({ __type: 'RequestEntityTooLargeException' })]);
    expect(head).toMatch(/connection: close/i);
    socket.destroy();
  });

  test.each([
    ['JSON', JSON_HEAD, '"__type":"RequestEntityTooLargeException"'],
    ['AWS query', QUERY_HEAD, '<Code>RequestEntityTooLarge</Code>'],
  ])('is refused in %s as soon as it shows, and its sender comes to read that', async (_, head, refusal) => {
    const chunk = Buffer.alloc(MAX_BODY_BYTES, 'a');
    const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    const socket = open(`${head}transfer-encoding: chunked\r\n\r\n`);
    for (let sent = 0; sent < 2; sent++) socket.write(framed);
    const [told] = (await once(socket, 'data')) as [Buffer];
    expect([parse(String(told)).status, String(told)]).toEqual([413, expect.stringContaining(refusal)]);
    for (let sent = 0; sent < 10; sent++) socket.write(framed);
    socket.write('0\r\n\r\n');
    await once(socket, 'close');
  });
});

describe('a caller that falls silent', () => {
  test.each([
    ['before its first word', '', '<Code>RequestTimeout</Code>'],
    ['in the middle of its head', 'POST / HTTP/1.1\r\nhost:', '<Code>RequestTimeout</Code>'],
    ['in the middle of a form', `${QUERY_HEAD}content-length: 10\r\n\r\nAct`, '<Code>RequestTimeout</Code>'],
    ['in the middle of JSON', `${JSON_HEAD}content-length: 10\r\n\r\n{`, '"__type":"RequestTimeoutException"'],
    ['in the middle of a body that is refused already', `${JSON_HEAD}content-length: 104857600\r\n\r\n{`, '"__type":"RequestEntityTooLargeException"'],
  ])('%s is told so and let go', async (_, said, refusal) => {
    const { head, body } = await untilClosed(open(said, impatient));
    expect(body).toContain(refusal);
    expect(body).not.toContain('HTTP/1.1');
    expect(head).toMatch(/x-amzn-requestid: [\da-f-]{36}/);
  });

  test('has less time for its head than for the whole', async () => {
    const patient = await start({ timeouts: { headMs: 100, requestMs: 600_000 } });
    expect((await untilClosed(open('POST / HTTP/1.1\r\nhost:', patient))).status).toBe(408);
    await patient.close();
  });

  test('and has closed its own half is let go', async () => {
    const socket = open(`${JSON_HEAD}content-length: 10\r\n\r\n{`);
    socket.end();
    await untilClosed(socket);
  });

  test('and goes away in the middle of its body is forgotten', async () => {
    const socket = open(`${JSON_HEAD}content-length: 10\r\n\r\n{`);
    await once(socket, 'connect');
    socket.resetAndDestroy();
  });
});

test.each([
  ['no HTTP at all', '\u0016\u0003\u0001\u0002\r\n\r\n', 400, 'MalformedHttpRequest'],
  ['a head without end', `${JSON_HEAD}x: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'RequestHeaderSectionTooLarge'],
  ['a length below nothing', `${JSON_HEAD}content-length: -1\r\n\r\n`, 400, 'MalformedHttpRequest'],
  ['two lengths', `${JSON_HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n`, 400, 'MalformedHttpRequest'],
  ['a chunk that is none', `${JSON_HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`, 400, 'MalformedHttpRequest'],
  ['a header with a line of its own', `${JSON_HEAD}a: b\nc\r\n\r\n`, 400, 'MalformedHttpRequest'],
  ['a request for a proxy', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n', 400, 'MalformedHttpRequest'],
])('%s is refused, and the connection closed', async (_, said, status, code) => {
  const answer = await untilClosed(open(said));
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(code)]);
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY'])('the method %s is refused in the form of the protocol', async (method) => {
  const { headers } = listClusters();
  const answer = await fetch(wire.endpoint, { method, headers });
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ __type: 'UnknownOperationException' })]);
});

test('a refused HEAD has no body', async () => {
  const answer = await fetch(wire.endpoint, { method: 'HEAD' });
  expect([answer.status, await answer.text()]).toEqual([400, '']);
});

const services = ['ecs', 'sts', 'monitoring', 's3', 'lambda', '__proto__', 'constructor'];
const hostile = fc.record({
  path: fc.oneof(fc.constant('/'), fc.constantFrom('/service/GraniteServiceVersion20100801/operation/PutMetricData', '/service/__proto__/operation/toString', '//', '/%', '/?Action=%ff', '/2015-03-31/functions'), fc.webPath()),
  target: fc.option(fc.oneof(fc.constantFrom('AmazonEC2ContainerServiceV20141113.ListClusters', 'GraniteServiceVersion20100801.PutMetricData', '.', 'a.constructor', '__proto__.x'), fc.stringMatching(/^[ -~]{0,40}$/))),
  type: fc.constantFrom('application/x-amz-json-1.1', 'application/x-amz-json-1.0', 'application/cbor', 'application/x-www-form-urlencoded', 'text/html', ''),
  authorization: fc.option(fc.oneof(fc.constantFrom(...services).map((name) => `AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/${name}/aws4_request, SignedHeaders=host, Signature=0`), fc.stringMatching(/^[ -~]{0,60}$/))),
  encoding: fc.constantFrom('', '', 'gzip', 'deflate', 'constructor'),
  body: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('{"__proto__":{"x":1}}', '['.repeat(50_000), '{"a":'.repeat(50_000), 'Action=PutMetricData&Version=2010-08-01&Namespace.__proto__.x=1', 'Action=constructor&Version=2011-06-15').map((text) => new Uint8Array(Buffer.from(text)))),
});

test.each([
  ['who must sign', {}],
  ['who need not', { auth: false as const }],
])('nothing that callers send breaks it: %s', async (_, more) => {
  const server = await start(more);
  await fc.assert(
    fc.asyncProperty(hostile, async ({ path, target, type, authorization, encoding, body }) => {
      const headers = { ...(target !== null && { 'x-amz-target': target }), ...(authorization !== null && { authorization }), 'content-type': type, 'content-encoding': encoding };
      const answer = await fetch(server.endpoint + path, { method: 'POST', headers, body: new Uint8Array(body) });
      expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
      expect(await answer.text()).not.toBe('');
      // 501: what S3 says of an operation that is not there.
      if (answer.status !== 501) expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
  await server.close();
});
