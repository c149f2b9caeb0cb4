import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CommonError } from './common-error.ts';
import { refusal } from './perform.ts';
import { queryCodec } from './query-codec.ts';
import type { RequestRoute } from './route-request.ts';

/** What is known of the request that a connection is busy with. */
export interface UnderWay {
  readonly route: Pick<RequestRoute, 'codec' | 'service'>;
  readonly response: ServerResponse;
}

/** How long a caller has to take its refusal before its connection is broken. */
const LAST_WORDS_MS = 1_000;
const UNKNOWN = { codec: queryCodec, service: undefined };

/** Answers what never becomes a whole request: no HTTP, too large a head, half a head or body and then silence. Each ends its connection. */
export function refuseBrokenRequests(server: Server, underWay: WeakMap<Duplex, UnderWay>): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const current = underWay.get(socket);
    if (!socket.writable || error.code === 'ECONNRESET' || current?.response.headersSent) return void socket.destroy();
    refuse(socket, problem(error.code), current?.route ?? UNKNOWN);
  });
  server.on('connect', (_request, socket) => refuse(socket, new CommonError('malformedHttp', 'This is no proxy.'), UNKNOWN));
}

function problem(code: string | undefined): CommonError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new CommonError('timeout', 'The request did not come to its end in time.');
  if (code === 'HPE_HEADER_OVERFLOW') return new CommonError('headersTooLarge', 'The headers of the request are too large.');
  return new CommonError('malformedHttp', 'The request is not well-formed HTTP.');
}

function refuse(socket: Duplex, error: CommonError, route: UnderWay['route']): void {
  const requestId = randomUUID();
  const { status, encoded } = refusal(error, route, requestId);
  const headers = { ...encoded.headers, 'content-length': Buffer.byteLength(encoded.body), 'x-amzn-requestid': requestId, connection: 'close' };
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  socket.end(encoded.body);
  socket.on('error', () => {});
  socket.resume();
  setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}
