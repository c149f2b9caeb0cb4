import { z } from 'zod';
import type { CapturedResponse } from '../exchange.ts';
import { recordBody, type RecordedBody } from './recorded-body.ts';
import { pairsOf, redactAnswerHeaders } from './redact-headers.ts';
import type { Redaction } from './redaction.ts';

/** An answer as it is kept. */
export interface RecordedAnswer {
  readonly status: number;
  /** `[name, value, name, value, …]` */
  readonly headers: readonly string[];
  /** `null`: there was none. */
  readonly body: RecordedBody | null;
}

/** A request as it is kept: without anything that says who asked. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  /** Names of the cookies that it brought. */
  readonly cookies: readonly string[];
  /** `null`: there was none, or it was not kept. */
  readonly body: RecordedBody | null;
  /** The pseudonyms in target and body: what must be found out before the request can be made again. */
  readonly withheld: readonly string[];
}

/** One request and legacy's answer to it: one line of a recording. */
export interface RecordedExchange {
  /** When the request came, epoch milliseconds. */
  readonly at: number;
  /** A pseudonym of the caller: requests of one session are made again in their order. */
  readonly session: string;
  readonly request: RecordedRequest;
  readonly answer: RecordedAnswer;
}

const headers = z.array(z.string()).max(1_000).refine((list) => list.length % 2 === 0 && pairsOf(list).every(([name, value]) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && !/[\r\n\0]/.test(value)), 'are no headers');
const body = z.strictObject({ format: z.enum(['json', 'records', 'events', 'form', 'multipart', 'html', 'xml', 'text', 'bytes', 'lines', 'problem']), json: z.string() }).nullable();
const schema = z.strictObject({
  at: z.number().min(0).max(8.64e15),
  session: z.string().max(200),
  request: z.strictObject({
    method: z.string().regex(/^[A-Z-]{1,32}$/),
    target: z.string().max(64 * 1024).regex(/^\/[!-~]*$/),
    headers,
    cookies: z.array(z.string().regex(/^[\w.-]{1,64}$/)).max(200),
    body,
    withheld: z.array(z.string()).max(10_000),
  }),
  answer: z.strictObject({ status: z.int().min(100).max(599), headers, body }),
});

/** The exchange that a line holds; `undefined` where it holds none. Lines come from files that anybody may have written. */
export function parseRecorded(line: string): RecordedExchange | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The answer in the form in which it is kept and compared. `like` is the answer that it will be compared with. */
export function recordAnswer(response: CapturedResponse, redaction: Redaction, like?: RecordedAnswer): RecordedAnswer {
  return { status: response.status, headers: redactAnswerHeaders(response.rawHeaders, redaction), body: recordBody(response, redaction, like?.body?.format) };
}

/** A recorded answer as the comparer takes it. */
export function asCaptured({ status, headers: rawHeaders, body: kept }: RecordedAnswer, ms = 0): CapturedResponse {
  return { status, rawHeaders, body: Buffer.from(kept?.json ?? ''), bodyTruncated: false, ms, isDocument: true };
}
