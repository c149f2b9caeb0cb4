import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AwsError } from './service.ts';

/** The largest request read, compressed or not. No call of the services here comes near it. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

const unzip = promisify(gunzip);

/** The whole body, unzipped where it says so. What is too large is read to its end, so that the refusal reaches the caller, and not kept. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > MAX_BODY_BYTES) throw tooLarge();
  const encoding = request.headers['content-encoding'];
  const body = Buffer.concat(chunks);
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new AwsError('SerializationException', `The content-encoding ${encoding} is not supported.`);
  return await unzipped(body);
}

async function unzipped(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new AwsError('SerializationException', 'The request body is not gzip, though its content-encoding says so.');
  }
}

function tooLarge(): AwsError {
  return new AwsError('RequestEntityTooLarge', `The request is larger than ${MAX_BODY_BYTES} bytes.`, 413);
}
