import type { IncomingMessage } from 'node:http';

/**
 * Holds a body whose length nobody said to `maxBytes`: the piece that would exceed it, and all after it, reaches nobody, so that what
 * an upstream has got by then never looks complete. Takes part in where the parser puts pieces, for whoever listens to a stream starts it.
 */
export function limitBody(req: IncomingMessage, maxBytes: number, onExceeded: () => void): void {
  let bytes = 0;
  const push = req.push.bind(req);
  req.push = (piece: Buffer | null, ...rest: [BufferEncoding?]) => {
    if (bytes > maxBytes) return true;
    bytes += piece?.length ?? 0;
    if (bytes <= maxBytes) return push(piece, ...rest);
    onExceeded();
    return true;
  };
}
