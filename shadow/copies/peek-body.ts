import type { IncomingMessage } from 'node:http';

/** All of a request's body, which is left in the stream for whoever parses it. It must say how long it is, and nobody may have begun to read it. */
export function peekBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | 'no-length' | 'too-large' | 'read-already' | 'broke-off'> {
  if (req.readableDidRead) return Promise.resolve('read-already');
  if (req.headers['transfer-encoding'] !== undefined) return Promise.resolve('no-length');
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > maxBytes) return Promise.resolve('too-large');
  if (length === 0) return Promise.resolve(Buffer.alloc(0));

  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const finish = (body: Buffer | 'broke-off') => {
      req.off('readable', onReadable).off('close', onClose);
      resolve(body);
    };
    const onClose = () => finish('broke-off');
    const onReadable = () => {
      for (let piece = req.read() as Buffer | null; piece !== null; piece = req.read() as Buffer | null) {
        pieces.push(piece);
        size += piece.length;
        if (size < length) continue;
        const body = Buffer.concat(pieces);
        // Before the stream can find that it is empty and say that it has ended.
        req.unshift(body);
        return finish(body);
      }
    };
    req.on('readable', onReadable).on('close', onClose);
  });
}
