import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import { breakOff } from '../answers/write-head.ts';
import { begin, fail, type Conversation } from '../conversation.ts';
import { responseHeaders } from '../headers/response-headers.ts';
import { http2Stream } from '../listening/http2-stream.ts';
import type { Route } from '../route.ts';
import { statusOf, TARGET_ERRORS, TLS_ERRORS, wasClosed } from './failures.ts';

type Forwarding = Extract<Route, { kind: 'forward' }>;

/** Safe to be sent twice (RFC 9110 §9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Sends the request to its target and the answer back, both streamed, each as fast as the other end takes it. */
export function forward(conversation: Conversation, forwarding: Forwarding): void {
  const { target } = forwarding;
  target.outstanding++;
  attempt(conversation, forwarding, false, () => target.outstanding--);
}

function attempt(conversation: Conversation, forwarding: Forwarding, fresh: boolean, done: () => void): void {
  const { request, response, course, metrics, monotonic } = conversation;
  const { target, targetGroupArn } = forwarding;
  const connection = target.connections.acquire(fresh || forwarding.closes);
  const reused = connection.served > 0;
  const bodiless = hasNoBody(request);
  const sent = monotonic();
  course.sent = sent;
  let controller: Dispatcher.DispatchController | undefined;
  let gone = false;
  let finished = false;

  const onClose = (): void => {
    if (finished) return;
    gone = true;
    // Before the request was written there is no controller yet; closing the connection ends it all the same.
    if (controller) controller.abort(new Error('the client went away'));
    else target.connections.discard(connection);
  };
  const onDrain = (): void => controller?.resume();
  const finish = (): void => {
    finished = true;
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
      course.answered = monotonic();
      course.targetStatus = status;
      metrics.answered(targetGroupArn, status, (course.answered - sent) / 1_000);
      const headers = responseHeaders(rawOf(current.rawHeaders));
      if (forwarding.closes) response.shouldKeepAlive = false;
      const cookies = forwarding.cookies(headers);
      begin(conversation, status, statusMessage ?? '', cookies.length > 0 ? [...headers, ...cookies] : headers);
    },
    onResponseData(current, chunk) {
      if (!response.write(chunk)) current.pause();
    },
    onResponseEnd(current) {
      finish();
      done();
      const trailers = rawOf(current.rawTrailers).map(String);
      if (trailers.length > 0) response.addTrailers(http2Stream(request) ? Object.fromEntries(pairs(trailers)) : pairs(trailers));
      response.end();
      if (forwarding.closes) target.connections.discard(connection);
      else target.connections.release(connection);
    },
    onResponseError(_current, error) {
      finish();
      target.connections.discard(connection);
      const retries = reused && !fresh && bodiless && IDEMPOTENT.has(request.method ?? '') && wasClosed(error) && !response.headersSent && !gone;
      if (retries) return attempt(conversation, forwarding, true, done);
      done();
      if (gone) return wentAway(conversation);
      // The answer has begun: all that is left is to let the client see that it is not whole.
      if (response.headersSent) return breakOff(request, response);
      if (TARGET_ERRORS.has(codeOf(error))) metrics.ofGroup(targetGroupArn, 'TargetConnectionErrorCount');
      if (TLS_ERRORS.test(codeOf(error))) metrics.ofGroup(targetGroupArn, 'TargetTLSNegotiationErrorCount');
      fail(conversation, statusOf(codeOf(error)));
    },
  };

  try {
    connection.client.dispatch({ path: forwarding.path, method: request.method as Dispatcher.HttpMethod, headers: forwarding.headers, body: bodiless ? null : (bodyOf(request) as never) }, handler);
  } catch (error) {
    handler.onResponseError?.(undefined as never, error as Error);
  }
}

/** A client that did not wait: for the answer (460), or for the end of what it was sending itself (400). */
function wentAway({ request, course, metrics }: Conversation): void {
  course.status ??= request.complete ? 460 : 400;
  if (course.targetStatus === undefined) metrics.ownAnswer(course.status);
}

function hasNoBody(request: IncomingMessage): boolean {
  const stream = http2Stream(request);
  if (stream) return stream.endAfterHeaders;
  return request.headers['transfer-encoding'] === undefined && Number(request.headers['content-length'] ?? 0) === 0;
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

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

/** Name and value in turn; of HTTP/2 undici has an object instead. */
function rawOf(raw: unknown): readonly (Buffer | string)[] {
  if (Array.isArray(raw)) return raw as (Buffer | string)[];
  return Object.entries((raw ?? {}) as Record<string, string | string[]>).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).flatMap((each) => [name, each]));
}

function pairs(text: readonly string[]): [string, string][] {
  return text.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, text[i + 1] ?? '']] : []));
}
