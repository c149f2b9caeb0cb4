import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Connection } from '../targets/connections.ts';
import type { Exchange } from './exchange.ts';
import { answerItself } from './own-answer.ts';
import { responseHeaders } from './request-headers.ts';

/** Safe to be sent twice (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Sends the request to its target and the answer back, both streamed, each as fast as the other end takes it. */
export function forward(exchange: Exchange): void {
  attempt(exchange, false);
}

function attempt(exchange: Exchange, fresh: boolean): void {
  const { request, response, target, targetGroupArn, metrics, monotonic } = exchange;
  const connection = target.connections.acquire(fresh);
  const reused = connection.served > 0;
  const bodiless = hasNoBody(request);
  const sent = monotonic();
  let controller: Dispatcher.DispatchController | undefined;
  let gone = false;

  const onClose = (): void => {
    if (response.writableFinished) return;
    gone = true;
    // Before the request was written there is no controller yet; closing the connection ends it all the same.
    if (controller) controller.abort(new Error('the client went away'));
    else target.connections.discard(connection);
  };
  const onDrain = (): void => controller?.resume();
  const finish = (): void => {
    response.off('close', onClose);
    response.off('drain', onDrain);
  };
  response.on('close', onClose);
  response.on('drain', onDrain);

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
    },
    onResponseStart(current, status, _headers, statusMessage) {
      if (status < 200) return;
      metrics.answered(targetGroupArn, status, (monotonic() - sent) / 1_000);
      const headers = responseHeaders(current.rawHeaders as Buffer[]);
      response.writeHead(status, statusMessage ?? '', exchange.extra.length > 0 ? [...headers, ...exchange.extra] : headers);
    },
    onResponseData(current, chunk) {
      if (!response.write(chunk)) current.pause();
    },
    onResponseEnd(current) {
      finish();
      const trailers = current.rawTrailers as Buffer[] | null | undefined;
      if (trailers && trailers.length > 0) response.addTrailers(pairs(trailers));
      response.end();
      target.connections.release(connection);
    },
    onResponseError(_current, error) {
      finish();
      target.connections.discard(connection);
      if (gone || response.destroyed) return metrics.ownAnswer(460);
      // The answer has begun: all that is left is to let the client see that it is not whole.
      if (response.headersSent) return void response.destroy();
      if (reused && !fresh && bodiless && IDEMPOTENT.has(request.method ?? '') && wasClosed(error)) return attempt(exchange, true);
      fail(exchange, error);
    },
  };

  try {
    dispatch(connection, exchange, bodiless, handler);
  } catch (error) {
    handler.onResponseError?.(undefined as never, error as Error);
  }
}

function dispatch({ client }: Connection, { request, headers, path }: Exchange, bodiless: boolean, handler: Dispatcher.DispatchHandler): void {
  client.dispatch({ path, method: request.method as Dispatcher.HttpMethod, headers, body: bodiless ? null : (bodyOf(request) as never) }, handler);
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

/**
 * The request's body, pulled as the target takes it. Given as an iterable because a stream that a failed target leaves behind would be destroyed, and the client's
 * connection with it, before it could be told. What nobody takes any more is read away.
 */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    request.resume();
  }
}

/** Tells the client which way its target, or its own request, failed. */
function fail({ request, response, metrics, targetGroupArn }: Exchange, error: Error): void {
  const code = codeOf(error);
  if (CONNECTION_FAILURES.has(code)) metrics.connectionFailed(targetGroupArn);
  const status = TIMEOUTS.has(code) ? 504 : MALFORMED.has(code) ? 400 : 502;
  metrics.ownAnswer(status);
  answerItself(response, status);
  request.resume();
}

const CONNECTION_FAILURES = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT']);
const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** The request is nothing that may be sent on: two hosts, a target that is no path. */
const MALFORMED = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

function wasClosed(error: Error): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

function pairs(raw: readonly Buffer[]): [string, string][] {
  const text = raw.map((each) => each.toString('latin1'));
  return text.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, text[i + 1] ?? '']] : []));
}
