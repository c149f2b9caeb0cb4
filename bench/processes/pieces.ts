import { createHash } from 'node:crypto';

const PIECE_BYTES = 64 * 1024;
const digests = new Map<number, string>();

/** A body of so many bytes, never the same for long, in pieces. */
export function* piecesOf(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) yield Buffer.alloc(Math.min(PIECE_BYTES, bytes - at), `${at} `);
}

/** SHA-256 of {@link piecesOf}, in hex. */
export function digestOfPieces(bytes: number): string {
  let digest = digests.get(bytes);
  if (digest === undefined) {
    const hash = createHash('sha256');
    for (const piece of piecesOf(bytes)) hash.update(piece);
    digests.set(bytes, (digest = hash.digest('hex')));
  }
  return digest;
}
