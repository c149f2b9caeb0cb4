import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { arrayElements } from '../replay/array-elements.ts';
import type { ObservedRequest, TrafficReading } from './observed-request.ts';

/** What is asked of an entry (HAR 1.2); there may be more. */
const entrySchema = z.object({
  startedDateTime: z.string(),
  time: z.number().optional(),
  request: z.object({ method: z.string().regex(/^[A-Z-]{1,32}$/), url: z.url().max(64 * 1024) }),
  response: z.object({ status: z.number() }),
});

/** Of one entry: larger ones are passed over. */
const MAX_ENTRY = 32 * 1024 * 1024;

/**
 * The requests of a HAR file, one held at a time. All of them are one caller's.
 * @throws BanyanError TRAFFIC_UNREADABLE
 */
export async function* readHarTraffic(file: string, { unreadable, read }: TrafficReading): AsyncGenerator<ObservedRequest> {
  try {
    const stream = createReadStream(file);
    stream.on('data', (chunk) => read(chunk.length));
    stream.pause();
    for await (const element of arrayElements(stream as AsyncIterable<Buffer>, ['log', 'entries'], MAX_ENTRY)) {
      const found = typeof element === 'string' ? requestOf(element, file) : undefined;
      if (found) yield found;
      else unreadable();
    }
  } catch (error) {
    throw new BanyanError('TRAFFIC_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function requestOf(text: string, file: string): ObservedRequest | undefined {
  try {
    const { startedDateTime, time, request, response } = entrySchema.parse(JSON.parse(text));
    const at = Date.parse(startedDateTime);
    const { pathname, search } = new URL(request.url);
    return Number.isNaN(at) ? undefined : { at, caller: file, method: request.method, target: pathname + search, status: response.status, ms: time ?? null };
  } catch {
    return undefined;
  }
}
