import { types } from 'node:util';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import type { CapturedResponse, Exchange, FailedShadow } from './exchange.ts';

/** What an exchange weighs besides its bodies and headers. */
const OVERHEAD_BYTES = 2_048;

/** Bytes that an exchange keeps while it waits. */
export function weightOf({ target, legacy, candidate, purpose }: Exchange): number {
  const again = typeof purpose === 'object' ? weightOfAnswer(purpose.legacyAgain) + weightOfAnswer(purpose.candidateAgain) : 0;
  return OVERHEAD_BYTES + target.length + weightOfAnswer(legacy) + weightOfAnswer(candidate) + again;
}

function weightOfAnswer(answer: CapturedResponse | FailedShadow): number {
  return 'failed' in answer ? 0 : answer.rawHeaders.reduce((sum, text) => sum + text.length, answer.body.byteLength);
}

/** An exchange as it is posted to another thread, and the memory that moves there with it. */
export function sendable(exchange: Exchange): { readonly exchange: Exchange; readonly moved: ArrayBuffer[] } {
  const { legacy, candidate } = exchange;
  const legacyBody = movable(legacy.body);
  if ('failed' in candidate) return { exchange: { ...exchange, legacy: { ...legacy, body: legacyBody } }, moved: [legacyBody.buffer] };
  const candidateBody = candidate.body.buffer === legacyBody.buffer ? new Uint8Array(candidate.body) : movable(candidate.body);
  return {
    exchange: { ...exchange, legacy: { ...legacy, body: legacyBody }, candidate: { ...candidate, body: candidateBody } },
    moved: [legacyBody.buffer, candidateBody.buffer],
  };
}

/** The bytes in memory of their own: as they are where they have it, else (small ones, from Node's pool) copied. */
function movable(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = body;
  const alone = types.isArrayBuffer(buffer) && buffer.byteLength === body.byteLength && !isMarkedAsUntransferable(buffer);
  return alone ? (body as Uint8Array<ArrayBuffer>) : new Uint8Array(body);
}
