import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DropReason } from '../../../domain/counters.ts';
import { captureAnswer, type CaptureLimits } from '../capture-answer.ts';

/** A copy of what a caller uploads, made while it goes to legacy. */
export interface Upload {
  /** All of it, or why it was not kept. Settles when it is complete, given up, or the caller has left. */
  readonly body: Promise<Uint8Array | DropReason>;
  /** Whoever claims it releases it; what nobody has claimed when the caller is served is released by itself. */
  claim(): void;
  /** Gives the bytes back, and no more are kept. */
  release(): void;
}

/**
 * Reads along with whoever reads the request, without starting, stopping or slowing it: takes part in where the parser puts pieces. Must be called
 * before anything is awaited: what has come by then is not seen.
 */
export function captureUpload(req: IncomingMessage, res: ServerResponse, { maxBytes, budget }: CaptureLimits): Upload {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | DropReason>();
  let held = 0;
  let isClaimed = false;
  let isReleased = false;
  const { socket } = req;
  const onGone = () => reader.brokeOff();
  const reader = captureAnswer({ maxBytes, budget }, (body) => {
    socket.off('close', onGone);
    held = typeof body === 'string' ? 0 : body.length;
    resolve(body);
  });
  const push = req.push.bind(req);
  req.push = (piece: Buffer | null, ...rest: [BufferEncoding?]) => {
    if (isReleased) return push(piece, ...rest);
    if (piece === null) reader.end([]);
    else reader.piece(piece);
    return push(piece, ...rest);
  };

  function release(): void {
    if (isReleased) return;
    isReleased = true;
    reader.brokeOff();
    budget.give(held);
  }

  // The request itself says nothing of its end any more where it is answered before it was complete.
  socket.on('close', onGone);
  res.once('close', () => isClaimed || release());
  return { body: promise, claim: () => void (isClaimed = true), release };
}
