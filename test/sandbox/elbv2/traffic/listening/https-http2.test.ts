import { once } from 'node:events';
import { connect as connectHttp2, createServer as createHttp2Server, constants, type ClientHttp2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateListenerCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { allHealthy, createGroup, forwardTo, until } from '../../aws-on-loopback.ts';
import { startEdge, type Edge } from '../edge.ts';
import { freePort } from '../../../../../demo/free-port.ts';

let edge: Edge;
let port: number;
let session: ClientHttp2Session;
let certificate: string;
const counted: string[] = [];
const serverClosers: (() => void)[] = [];

beforeAll(async () => {
  edge = await startEdge({ metrics: { put: (_namespace, metric) => counted.push(metric) } });
  port = await freePort();
  const [only] = [...edge.aws.certificates.values()];
  certificate = only?.certificate ?? '';
  await edge.aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: edge.balancer, Protocol: 'HTTPS', Port: port, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', Certificates: [{ CertificateArn: only?.arn }], DefaultActions: [forwardTo(edge.group)] }));
  session = connectHttp2(`https://127.0.0.1:${port}`, { ca: certificate });
  await once(session, 'connect');
});
afterAll(async () => {
  session.destroy();
  await edge.close();
  for (const close of serverClosers) close();
});

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: string;
}

async function fetch2(headers: Record<string, string>, body = ''): Promise<Got> {
  const stream = session.request({ ':path': '/', ...headers }, { endStream: body === '' });
  if (body !== '') stream.end(body);
  let trailers: IncomingHttpHeaders = {};
  stream.on('trailers', (got: IncomingHttpHeaders) => (trailers = got));
  const [got] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status: Number(got[constants.HTTP2_HEADER_STATUS]), headers: got, trailers, body: Buffer.concat(chunks).toString() };
}

/** A target of HTTP/2 without TLS, in a group of this version; the listener leads there afterwards. */
async function useHttp2Target(version: 'HTTP2' | 'GRPC', onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void): Promise<void> {
  const server = createHttp2Server();
  server.on('stream', onStream);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  serverClosers.push(() => server.close());
  const group = await createGroup(edge.aws, version.toLowerCase(), { ProtocolVersion: version, HealthCheckPath: version === 'GRPC' ? '/AWS.ALB/healthcheck' : '/healthz', Matcher: version === 'GRPC' ? { GrpcCode: '0' } : { HttpCode: '200' } });
  const { Listeners } = await edge.aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: edge.balancer, Protocol: 'HTTPS', Port: await freePort(), Certificates: [{ CertificateArn: [...edge.aws.certificates.keys()][0] }], DefaultActions: [forwardTo(group)] }));
  await edge.aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.1', Port: (server.address() as AddressInfo).port }] }));
  await allHealthy(edge.aws, group);
  session.destroy();
  port = Listeners?.[0]?.Port ?? 0;
  session = connectHttp2(`https://127.0.0.1:${port}`, { ca: certificate });
}

test('HTTP/1.1 by TLS reaches the target with what the load balancer says of it', async () => {
  await edge.setBalancer({ 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'true' });
  edge.answerWith((request, response) => response.end(JSON.stringify(request.headers)));
  const asked = httpsRequest({ host: '127.0.0.1', port, ca: certificate, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const seen = JSON.parse((await response.toArray()).join('')) as Record<string, string>;
  expect(seen).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-port': String(port), 'x-amzn-tls-version': 'TLSv1.3', 'x-amzn-tls-cipher-suite': expect.stringMatching(/^TLS_/) });
});

test('HTTP/2 is offered by ALPN, and reaches a target of HTTP/1.1', async () => {
  expect(session.alpnProtocol).toBe('h2');
  edge.answerWith((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'keep-alive', 'X-Name', 'value']);
      response.end(JSON.stringify({ version: request.httpVersion, host: request.headers.host, cookie: request.headers.cookie, raw: request.rawHeaders.filter((name) => name.startsWith(':')), body: Buffer.concat(chunks).toString() }));
    });
  });
  const got = await fetch2({ ':method': 'POST', cookie: 'a=1; b=2' }, 'a body');
  expect(got).toMatchObject({ status: 201, headers: { 'set-cookie': ['a=1', 'b=2'], 'x-name': 'value' } });
  expect(JSON.parse(got.body)).toEqual({ version: '1.1', host: `127.0.0.1:${port}`, cookie: 'a=1; b=2', raw: [], body: 'a body' });
});

test('the load balancer answers itself by HTTP/2 as well', async () => {
  expect(await fetch2({ ':method': 'TRACE' })).toMatchObject({ status: 405, headers: { server: 'awselb/2.0' } });
});

test('an attribute takes HTTP/2 away from the next connection on', async () => {
  await edge.setBalancer({ 'routing.http2.enabled': 'false' });
  const socket = connectTls({ host: '127.0.0.1', port, ca: certificate, ALPNProtocols: ['h2', 'http/1.1'] });
  await once(socket, 'secureConnect');
  expect(socket.alpnProtocol).toBe('http/1.1');
  socket.destroy();
  await edge.setBalancer({ 'routing.http2.enabled': 'true' });
});

test('a handshake that fails is counted', async () => {
  const socket = connectTls({ host: '127.0.0.1', port, ca: certificate, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
  await once(socket, 'error');
  await until(() => counted.includes('ClientTLSNegotiationErrorCount'));
});

describe('a target group of HTTP/2', () => {
  test('is spoken to in HTTP/2', async () => {
    await useHttp2Target('HTTP2', (stream, headers) => {
      stream.respond({ ':status': 200, 'x-seen': `${headers[':method']} ${headers[':path']} ${String(headers['x-forwarded-proto'])}` });
      stream.end('by h2');
    });
    expect(await fetch2({ ':method': 'GET', ':path': '/a?b' })).toMatchObject({ status: 200, body: 'by h2', headers: { 'x-seen': 'GET /a?b https' } });
  });

  test('takes no HTTP/1.1 (464)', async () => {
    const asked = httpsRequest({ host: '127.0.0.1', port, ca: certificate, agent: false }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(464);
    response.resume();
  });
});

describe('gRPC', () => {
  test('passes with its trailers; what is no POST is a 464', async () => {
    await useHttp2Target('GRPC', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 0]));
    });
    expect(await fetch2({ ':method': 'POST', 'content-type': 'application/grpc' }, 'x')).toMatchObject({ status: 200, trailers: { 'grpc-status': '0' } });
    expect((await fetch2({ ':method': 'GET' })).status).toBe(464);
    expect(counted).toContain('GrpcRequestCount');
  });

  test('to a group of HTTP/1.1 is a 464', async () => {
    session.destroy();
    const { Listeners } = await edge.aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: edge.balancer, Protocol: 'HTTPS', Port: await freePort(), Certificates: [{ CertificateArn: [...edge.aws.certificates.keys()][0] }], DefaultActions: [forwardTo(edge.group)] }));
    session = connectHttp2(`https://127.0.0.1:${Listeners?.[0]?.Port}`, { ca: certificate });
    expect((await fetch2({ ':method': 'POST', 'content-type': 'application/grpc' }, 'x')).status).toBe(464);
  });
});

