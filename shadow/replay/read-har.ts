import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { BanyanError, messageOf } from '../../domain/errors.ts';
import { recordBody } from '../recording/recorded-body.ts';
import type { ReadProblems } from '../recording/read-problems.ts';
import type { RecordedAnswer } from '../recording/recorded-exchange.ts';
import { cookieNames, redactAnswerHeaders, redactRequestHeaders } from '../recording/redact-headers.ts';
import { NO_REDACTION } from '../recording/redaction.ts';
import { arrayElements } from './array-elements.ts';
import type { ReplayItem } from './replay-item.ts';

const header = z.object({ name: z.string().regex(/^:?[!#$%&'*+.^_`|~\w-]+$/), value: z.string().regex(/^[^\r\n\0]*$/) });
/** What a replay needs of an entry (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/#entries); there may be more. */
const entrySchema = z.object({
  startedDateTime: z.string(),
  request: z.object({
    method: z.string().regex(/^[A-Z-]{1,32}$/),
    url: z.string().max(64 * 1024),
    headers: z.array(header).max(1_000),
    postData: z.object({ mimeType: z.string().optional(), text: z.string().optional() }).optional(),
  }),
  response: z.object({
    status: z.number(),
    headers: z.array(header).max(1_000),
    content: z.object({ size: z.number().optional(), mimeType: z.string().optional(), text: z.string().optional(), encoding: z.string().optional() }),
  }),
});
type Entry = z.output<typeof entrySchema>;

/** Of one entry: larger ones are passed over. */
const MAX_ENTRY = 32 * 1024 * 1024;

/**
 * The requests of a HAR file and what was answered, one held at a time.
 * @throws BanyanError RECORDING_INVALID
 */
export async function* readHar(file: string, { told, unreadable }: ReadProblems): AsyncGenerator<ReplayItem> {
  let entries = 0;
  try {
    for await (const element of arrayElements(createReadStream(file) as AsyncIterable<Buffer>, ['log', 'entries'], MAX_ENTRY)) {
      const item = typeof element === 'string' ? itemOf(element) : undefined;
      if (typeof element !== 'string' && element.problem === 'cut-off' && entries > 0) told(`${file} is cut off: ${entries} entries of it were whole`);
      else if (item) yield item;
      else unreadable();
      entries += 1;
    }
  } catch (error) {
    throw new BanyanError('RECORDING_INVALID', `${file} cannot be read: ${messageOf(error)}`, { cause: error, remedy: 'Name a HAR 1.2 file with --har.' });
  }
  if (entries === 0) throw new BanyanError('RECORDING_INVALID', `${file} holds no entries: log.entries of a HAR 1.2 file is missing or empty`, { remedy: 'Name a HAR 1.2 file with --har, saved with its content.' });
}

function itemOf(text: string): ReplayItem | undefined {
  try {
    const { startedDateTime, request, response } = entrySchema.parse(JSON.parse(text));
    const at = Date.parse(startedDateTime);
    const { pathname, search } = new URL(request.url);
    // 0 stands for a request that got no answer, and "not modified" is said of a copy that the browser had.
    if (Number.isNaN(at) || response.status < 200 || response.status > 599 || response.status === 304) return undefined;
    const headers = rawHeaders(request.headers);
    const recorded = {
      method: request.method,
      target: pathname + search,
      headers: redactRequestHeaders(headers),
      cookies: cookieNames(headers),
      body: request.postData?.text === undefined ? null : recordBody({ status: 200, rawHeaders: headers, body: Buffer.from(request.postData.text), bodyTruncated: false, ms: 0 }, NO_REDACTION),
      withheld: [],
    };
    return { at, session: 'har', request: recorded, answer: answerOf(request.method, response) };
  } catch {
    return undefined;
  }
}

/** `null` where the file was saved without content. */
function answerOf(method: string, { status, headers, content }: Entry['response']): RecordedAnswer | null {
  const hasBody = method !== 'HEAD' && status !== 204 && (content.size ?? 0) !== 0;
  if (hasBody && content.text === undefined) return null;
  const body = Buffer.from(content.text ?? '', content.encoding === 'base64' ? 'base64' : 'utf8');
  const raw = rawHeaders(headers);
  // The text is decoded already, and whatever charset it was in, it is UTF-8 here.
  const type = ['content-type', (content.mimeType ?? '').replace(/;\s*charset=[^;]*/i, content.encoding === 'base64' ? '$&' : '')];
  return { status, headers: redactAnswerHeaders(raw, NO_REDACTION), body: recordBody({ status, rawHeaders: type, body, bodyTruncated: false, ms: 0 }, NO_REDACTION) };
}

/** Without those of HTTP/2 that are no headers. */
function rawHeaders(headers: Entry['request']['headers']): string[] {
  return headers.filter(({ name }) => !name.startsWith(':')).flatMap(({ name, value }) => [name, value]);
}
