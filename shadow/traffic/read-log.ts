import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { linesOf } from '../../domain/lines.ts';
import { isGzip } from '../recording/is-gzip.ts';
import type { ObservedRequest, TrafficReading } from './observed-request.ts';

/** Of a line: a load balancer's are a few kilobytes. */
const MAX_LINE = 64 * 1024;

/**
 * The requests of a log that has a line for each, gzipped or plain, one line held at a time.
 * @throws BanyanError TRAFFIC_UNREADABLE
 */
export async function* readLog(file: string, { unreadable, read }: TrafficReading, requestOf: (line: string) => ObservedRequest | undefined): AsyncGenerator<ObservedRequest> {
  try {
    for await (const line of linesOf(await bytesOf(file, read), { maxBytes: MAX_LINE, isWhole: () => true })) {
      const found = typeof line === 'string' ? requestOf(line) : undefined;
      if (found) yield found;
      else unreadable();
    }
  } catch (error) {
    throw new BanyanError('TRAFFIC_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function bytesOf(file: string, read: (bytes: number) => void): Promise<AsyncIterable<Uint8Array>> {
  // First, so that nobody waits for a stream that has failed already.
  const zipped = await isGzip(file);
  const stream = createReadStream(file);
  stream.on('data', (chunk) => read(chunk.length));
  stream.pause();
  // What breaks the one is told by the other.
  return zipped ? pipeline(stream, createGunzip(), () => {}) : stream;
}
