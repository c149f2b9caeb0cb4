import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../aws-on-loopback.ts';
import { converse, startEdge, statusesIn, type Edge } from '../edge.ts';

let edge: Edge;
const seen: string[] = [];
const metrics: string[] = [];

beforeAll(async () => {
  edge = await startEdge({ idleTimeoutMs: 1_500, metrics: { put: (_namespace, metric) => metrics.push(metric) } });
  edge.answerWith((request, response) => {
    seen.push(request.url ?? '');
    request.resume();
    request.on('end', () => response.end('ok'));
  });
});
afterAll(() => edge.close());

const post = (headers: string, body = ''): string => `POST /first HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n${body}`;
const get = (headers: string, body = ''): string => `GET /first HTTP/1.1\r\nHost: a\r\n${headers}\r\n\r\n${body}`;
/** Ends the connection where the load balancer does not. */
const NEXT = 'GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** What the modes make of each request, monitor, defensive and strictest: `both` requests pass; `first` passes and the connection is closed behind it; `none`: a 400. */
const TABLE: readonly (readonly [reason: string, request: string, monitor: string, defensive: string, strictest: string])[] = [
  ['compliant', post('Content-Length: 1', 'x'), 'both', 'both', 'both'],
  ['GetHeadZeroContentLength', get('Content-Length: 0'), 'both', 'both', 'none'],
  ['NonCompliantHeader: not ASCII', get('X-Name: caf\xe9'), 'both', 'both', 'none'],
  ['NonCompliantVersion', 'GET /first HTTP/1.2\r\nHost: a\r\nConnection: keep-alive\r\n\r\n', 'both', 'both', 'none'],
  ['BothTeClPresent', post('Content-Length: 3\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 'both', 'first', 'none'],
  ['UndefinedContentLengthSemantics', get('Content-Length: 1', 'x'), 'both', 'first', 'none'],
  ['UndefinedTransferEncodingSemantics', get('Transfer-Encoding: chunked', '0\r\n\r\n'), 'both', 'first', 'none'],
  ['SuspiciousHeader: underscore', post('Transfer_Encoding: chunked\r\nContent-Length: 1', 'x'), 'both', 'first', 'none'],
  ['SuspiciousHeader: hyphens', post('Content--Length: 5\r\nContent-Length: 1', 'x'), 'both', 'first', 'none'],
  ['MultipleTransferEncodingChunked', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 'both', 'none', 'none'],
  // Of what follows Node's parser cannot tell where it ends, so that no mode can route it.
  ['DuplicateContentLength', post('Content-Length: 1\r\nContent-Length: 1', 'x'), 'none', 'none', 'none'],
  ['MultipleContentLength', post('Content-Length: 1\r\nContent-Length: 2', 'xy'), 'none', 'none', 'none'],
  ['BadContentLength', post('Content-Length: one'), 'none', 'none', 'none'],
  ['BadMethod', 'G=T / HTTP/1.1\r\nHost: a\r\n\r\n', 'none', 'none', 'none'],
  ['BadVersion', 'GET / HTTP/x\r\nHost: a\r\n\r\n', 'none', 'none', 'none'],
  ['BadUri', 'GET /a\0 HTTP/1.1\r\nHost: a\r\n\r\n', 'none', 'none', 'none'],
  ['AmbiguousUri', 'GET /a\x01 HTTP/1.1\r\nHost: a\r\n\r\n', 'none', 'none', 'none'],
  ['SpaceInUri', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 'none', 'none', 'none'],
  ['BadHeader', get('X-Name: a\rb'), 'none', 'none', 'none'],
  ['EmptyHeader', get(': b'), 'none', 'none', 'none'],
];

test.each(['monitor', 'defensive', 'strictest'])('mode %s', async (mode) => {
  await edge.setBalancer({ 'routing.http.desync_mitigation_mode': mode });
  for (const [reason, request, ...fates] of TABLE) {
    seen.length = 0;
    metrics.length = 0;
    const statuses = statusesIn(await converse(edge.listener.port, request, NEXT));
    const fate = statuses.includes(400) ? 'none' : statuses.length === 2 ? 'both' : 'first';
    expect([reason, fate]).toEqual([reason, fates[['monitor', 'defensive', 'strictest'].indexOf(mode)]]);
    expect(seen.toSorted()).toEqual({ none: [], first: ['/first'], both: ['/first', '/second'] }[fate]);
    expect([reason, metrics.includes('DesyncMitigationMode_NonCompliant_Request_Count')]).toEqual([reason, reason !== 'compliant']);
  }
});

test('behind an ambiguous request the target’s connection is closed too', async () => {
  await edge.setBalancer({ 'routing.http.desync_mitigation_mode': 'defensive' });
  const open = new Set<unknown>();
  edge.target.server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await converse(edge.listener.port, post('Content-Length: 3\r\nTransfer-Encoding: chunked', '0\r\n\r\n'));
  await until(() => open.size === 0);
});
