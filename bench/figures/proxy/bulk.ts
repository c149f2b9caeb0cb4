import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { digestOfPieces, piecesOf } from '../../processes/pieces.ts';

/** A slow reader rests so long after so many bytes. */
const REST = { ms: 20, afterBytes: 8 * 2 ** 20 };

/** Reads a body of `piecesOf` to its end. Throws where it is not that, to the byte. */
export async function download(url: string, { slow }: { readonly slow: boolean }): Promise<void> {
  const { body, statusCode } = await request(url, { headersTimeout: 0, bodyTimeout: 0 });
  const hash = createHash('sha256');
  let bytes = 0;
  let rested = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
    if (!slow || bytes - rested < REST.afterBytes) continue;
    rested = bytes;
    await sleep(REST.ms);
  }
  same(`${statusCode} ${hash.digest('hex')}`, `200 ${digestOfPieces(bytesIn(url))}`, `the download of ${url}`);
}

/** Sends so many bytes in chunks. Throws where the far end did not get them all as they are. */
export async function upload(url: string, bytes: number): Promise<void> {
  const { body, statusCode } = await request(url, { method: 'POST', body: Readable.from(piecesOf(bytes)), headersTimeout: 0, bodyTimeout: 0 });
  same(`${statusCode} ${await body.text()}`, `200 ${digestOfPieces(bytes)}`, `the upload to ${url}`);
}

function bytesIn(url: string): number {
  return Number(/\d+$/.exec(url)?.[0]);
}

function same(found: string, expected: string, what: string): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}
