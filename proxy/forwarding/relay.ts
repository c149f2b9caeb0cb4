import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerHeaders } from './message-headers.ts';

/** How an answer's way to the caller ended. */
export type RelayEnd = 'complete' | 'caller-gone' | 'broke-off';

/**
 * Writes an upstream's answer to the caller as it comes: status and reason, headers in their order, each piece of the body when it
 * is there, trailers. Never faster than the caller reads. Throws, with nothing written, where the answer cannot be written as HTTP.
 */
export function relay(answer: IncomingMessage, res: ServerResponse): Promise<RelayEnd> {
  res.sendDate = false;
  res.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answerHeaders(answer, res.req.httpVersion));
  const { promise, resolve } = Promise.withResolvers<RelayEnd>();
  let brokeOff = false;
  res.once('close', () => resolve(res.writableFinished ? 'complete' : brokeOff ? 'broke-off' : 'caller-gone'));
  if (answer.complete && answer.readableFlowing === null) {
    // All of it is here, as most answers are, and nobody else listens: one write instead of a pipeline.
    const body: unknown = answer.read();
    endAnswer(answer, res, body);
    return promise;
  }
  // The first piece of a stream may be long in coming; its headers must not wait for it.
  if (answer.readableLength === 0) res.flushHeaders();
  answer.once('end', () => endAnswer(answer, res));
  answer.once('close', () => {
    if (answer.complete) return;
    brokeOff = true;
    res.destroy();
  });
  answer.pipe(res, { end: false });
  return promise;
}

function endAnswer({ rawTrailers }: IncomingMessage, res: ServerResponse, body?: unknown): void {
  if (rawTrailers.length > 0 && res.chunkedEncoding) res.addTrailers(pairs(rawTrailers));
  res.end(body ?? undefined);
}

/** Passes an interim answer (103 Early Hints, 102 Processing) on; 100 the server has given itself. */
export function relayInformation(res: ServerResponse, information: { statusCode: number; rawHeaders: string[] }): void {
  if (res.headersSent || res.req.httpVersion !== '1.1') return;
  if (information.statusCode === 102) res.writeProcessing();
  if (information.statusCode !== 103) return;
  const hints: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(information.rawHeaders)) hints[name.toLowerCase()] = [hints[name.toLowerCase()] ?? [], value].flat();
  try {
    res.writeEarlyHints(hints);
  } catch {
    // A hint that Node refuses to write is not worth the answer.
  }
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? '']);
}
