import type { ServerResponse } from 'node:http';
import { answerHeaders, pairs, soundTrailers } from './message-headers.ts';
import type { AnswerReader, Interim, UpstreamAnswer } from './upstream-answer.ts';

/** How an answer's way to the caller ended. */
export type RelayEnd = 'complete' | 'caller-gone' | 'broke-off';

/**
 * Writes an upstream's answer to the caller as it comes: status and reason, headers in their order, each piece of the body when it
 * is there, trailers. Never faster than the caller reads. Who taps it sees the same and holds nothing up. Throws, with nothing
 * written, where the answer cannot be written as HTTP.
 */
export function relay(answer: UpstreamAnswer, res: ServerResponse, tap?: AnswerReader): Promise<RelayEnd> {
  res.sendDate = false;
  res.writeHead(answer.status, answer.reason, answerHeaders(answer, res.req.httpVersion));
  const { promise, resolve } = Promise.withResolvers<RelayEnd>();
  let brokeOff = false;
  res.once('close', () => {
    if (!res.writableFinished) tap?.brokeOff();
    resolve(res.writableFinished ? 'complete' : brokeOff ? 'broke-off' : 'caller-gone');
  });
  const body = answer.whole();
  if (body !== undefined) {
    if (body.length > 0) tap?.piece(body);
    tap?.end([]);
    // A text Node puts behind the head, into one write; of bytes it makes another.
    if (body.length <= SHORT_BYTES) res.end(body.toString('latin1'), 'latin1');
    else res.end(body);
    return promise;
  }
  answer.read({
    piece(bytes) {
      tap?.piece(bytes);
      if (res.write(bytes)) return;
      answer.pause();
      res.once('drain', () => answer.resume());
    },
    end(trailers) {
      tap?.end(trailers);
      if (trailers.length > 0 && res.chunkedEncoding) res.addTrailers(soundTrailers(trailers));
      res.end();
    },
    brokeOff() {
      brokeOff = true;
      res.destroy();
    },
  });
  // The first piece of a stream may be long in coming; its headers must not wait for it. (flushHeaders() would write bytes beyond ASCII as UTF-8.)
  if (!res.writableEnded && !res.destroyed) res.write(NOTHING);
  return promise;
}

/** Node writes texts of up to 16 KiB without a copy on the heap; the head takes its part of that. */
const SHORT_BYTES = 12 * 1024;
const NOTHING = Buffer.alloc(0);

/** Passes an interim answer (103 Early Hints, 102 Processing) on; 100 the server has given itself. */
export function relayInterim(res: ServerResponse, { status, rawHeaders }: Interim): void {
  // Nor is a hint worth holding for a caller who does not read.
  if (res.headersSent || res.req.httpVersion !== '1.1' || res.writableNeedDrain) return;
  if (status === 102) res.writeProcessing();
  if (status !== 103) return;
  const hints: Record<string, string | string[]> = {};
  for (const [name, value] of pairs(rawHeaders)) hints[name.toLowerCase()] = [hints[name.toLowerCase()] ?? [], value].flat();
  try {
    res.writeEarlyHints(hints);
  } catch {
    // A hint that Node refuses to write is not worth the answer.
  }
}
