import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { CommonError } from './common-error.ts';

/** The largest request read, compressed or not. AWS's own limits are below: 1 MB for PutMetricData, less for all others. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** The body as it came. Refuses what is too large before reading it, or as soon as it shows, and leaves the rest of it to whoever answers. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return;
      request.off('data', take).pause();
      reject(tooLarge());
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller went away in the middle of its request.')));
  });
}

const DECODERS: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([['gzip', promisify(gunzip)], ['deflate', promisify(inflate)]]);

/** The body unpacked, `encoding` being its content-encoding. */
export async function unpacked(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity') return body;
  const decode = DECODERS.get(name);
  if (!decode) throw new CommonError('malformed', 'The content-encoding is none of gzip, deflate and identity.');
  try {
    return await decode(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new CommonError('malformed', `The request body is not ${name}, though its content-encoding says so.`);
  }
}

function tooLarge(): CommonError {
  return new CommonError('tooLarge', `The request is larger than ${MAX_BODY_BYTES} bytes.`);
}
