import type { IncomingMessage } from 'node:http';
import { joinBytes } from '../shadowing/join-bytes.ts';

/** What came of a request's body: a copy of it once it is complete. */
export interface TeedBody {
  /** `undefined`: it is not complete yet, was larger than is kept, or had begun to come before anybody copied it. */
  readonly whole: Uint8Array | undefined;
  readonly isTooLarge: boolean;
}

/** Copies a body on its way to whoever reads it, up to `maxBytes`. Like a limit it takes part in where the parser puts pieces: whoever listens to a stream starts it. */
export function teeBody(req: IncomingMessage, maxBytes: number): TeedBody {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let isComplete = false;
  const isLate = req.readableLength > 0 || req.complete;
  const push = req.push.bind(req);
  req.push = (piece: Buffer | null, ...rest: [BufferEncoding?]) => {
    bytes += piece?.length ?? 0;
    isComplete ||= piece === null;
    if (bytes > maxBytes) pieces = [];
    else if (piece) pieces.push(Buffer.from(piece));
    return push(piece, ...rest);
  };
  return {
    get whole() {
      return isComplete && !isLate && bytes <= maxBytes ? joinBytes(pieces) : undefined;
    },
    get isTooLarge() {
      return bytes > maxBytes;
    },
  };
}
