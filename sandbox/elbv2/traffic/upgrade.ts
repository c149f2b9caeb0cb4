import { request as httpRequest, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Target } from '../targets/target-pool.ts';
import { rawAnswer } from './own-answer.ts';
import { responseHeaders } from './request-headers.ts';
import type { TrafficMetrics } from './traffic-metrics.ts';

export interface Upgrade {
  readonly request: IncomingMessage;
  /** Path and query for the target. */
  readonly path: string;
  readonly socket: Duplex;
  /** What the client sent behind the request. */
  readonly head: Buffer;
  readonly target: Target;
  readonly targetGroupArn: string;
  readonly headers: readonly string[];
  readonly extra: readonly string[];
  readonly metrics: TrafficMetrics;
  readonly idleMs: number;
}

/** Hands a WebSocket through: once the target has agreed, bytes pass both ways untouched until one end closes or both are silent for too long. */
export function upgrade({ request, path, socket, head, target, targetGroupArn, headers, extra, metrics, idleMs }: Upgrade): void {
  const { method } = request;
  const asked = httpRequest({ host: target.id, port: target.port, method, path, agent: false, headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket'] });
  socket.on('error', () => asked.destroy());
  socket.on('close', () => asked.destroy());
  asked.setTimeout(idleMs, () => asked.destroy(Object.assign(new Error('the target is silent'), { code: 'ETIMEDOUT' })));
  asked.on('upgrade', (response, upstream, first) => {
    socket.write(headOf(response, [...response.rawHeaders, ...extra]), 'latin1');
    join(socket, upstream, head, first, idleMs);
    target.connections.adopt(upstream);
  });
  asked.on('response', (response) => {
    metrics.answered(targetGroupArn, response.statusCode ?? 0, 0);
    socket.write(headOf(response, [...responseHeaders(response.rawHeaders), ...extra, 'Connection', 'close']), 'latin1');
    response.pipe(socket);
  });
  asked.on('error', (error) => {
    if (socket.destroyed) return;
    const status = 'code' in error && error.code === 'ETIMEDOUT' ? 504 : 502;
    metrics.ownAnswer(status);
    socket.end(rawAnswer(status));
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
    if ('setTimeout' in one && typeof one.setTimeout === 'function') one.setTimeout(idleMs, () => one.destroy());
  }
}
