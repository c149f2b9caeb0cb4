import { request as httpRequest, STATUS_CODES, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { errorAnswer, onTheWire } from '../answers/own-answer.ts';
import type { Course } from '../course.ts';
import { responseHeaders, type HeaderChanges } from '../headers/response-headers.ts';
import type { TrafficMetrics } from '../metrics/traffic-metrics.ts';
import type { Route } from '../route.ts';

export interface Upgrading {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client sent behind the request. */
  readonly head: Buffer;
  readonly course: Course;
  readonly metrics: TrafficMetrics;
  readonly changes: HeaderChanges;
  readonly secure: boolean;
  readonly idleMs: number;
  readonly monotonic: () => number;
}

/** Hands a WebSocket through: once the target has agreed, bytes pass both ways untouched until one end closes or both are silent for too long. */
export function upgrade({ request, socket, head, course, metrics, changes, secure, idleMs, monotonic }: Upgrading, { target, targetGroupArn, path, headers, cookies }: Extract<Route, { kind: 'forward' }>): void {
  const options = { host: target.id, port: target.port, method: request.method, path, agent: false, headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket'] } as const;
  const sent = monotonic();
  course.sent = sent;
  const asked = secure ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
  const heard = (response: IncomingMessage, passed: string[], closes: readonly string[]): void => {
    course.answered = monotonic();
    course.targetStatus = course.status = response.statusCode ?? 0;
    metrics.answered(targetGroupArn, course.targetStatus, (course.answered - sent) / 1_000);
    const all = [...passed, ...cookies(passed)];
    socket.write(headOf(response, [...(changes ? changes(all) : all), ...closes]), 'latin1');
  };
  socket.on('close', () => asked.destroy());
  asked.setTimeout(idleMs, () => asked.destroy(Object.assign(new Error('the target is silent'), { code: 'ETIMEDOUT' })));
  asked.on('upgrade', (response, upstream, first) => {
    heard(response, [...response.rawHeaders], []);
    join(socket, upstream, head, first, idleMs);
    target.connections.adopt(upstream);
  });
  asked.on('response', (response) => {
    heard(response, responseHeaders(response.rawHeaders), ['Connection', 'close']);
    response.pipe(socket);
  });
  asked.on('error', (error) => {
    if (socket.destroyed) return;
    course.status = 'code' in error && error.code === 'ETIMEDOUT' ? 504 : 502;
    metrics.ownAnswer(course.status);
    socket.end(onTheWire(errorAnswer(course.status)));
  });
  asked.end();
}

function headOf({ statusCode = 0, statusMessage = STATUS_CODES[statusCode] }: IncomingMessage, headers: readonly string[]): string {
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`;
}

function join(client: Duplex, upstream: Duplex, head: Buffer, first: Buffer, idleMs: number): void {
  if (first.length > 0) client.write(first);
  if (head.length > 0) upstream.write(head);
  client.pipe(upstream);
  upstream.pipe(client);
  for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
  // Bytes in either direction pass through this one.
  if ('setTimeout' in upstream && typeof upstream.setTimeout === 'function') upstream.setTimeout(idleMs, () => upstream.destroy());
}
