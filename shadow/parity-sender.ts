import type { ClientRequest, IncomingMessage, RequestListener } from 'node:http';
import type { Test } from 'supertest';
import { BanyanError } from '../domain/errors.ts';
import type { CapturedResponse } from './exchange.ts';

/** An Express app or any other request listener, or the base URL of a server. */
export type ParityApp = RequestListener | string;

export interface ParityRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A string is sent as it is, anything else as JSON, or as the `content-type` says. */
  readonly body?: string | object;
}

export type ParitySender = (app: ParityApp, request: ParityRequest) => Promise<CapturedResponse>;

/** Sends with supertest, which only those who write parity tests need to have installed. It follows no redirects. */
export async function createParitySender(): Promise<ParitySender> {
  const { default: supertest } = await import('supertest').catch((cause: unknown) => {
    throw new BanyanError('USAGE', 'parity is tested with supertest, which is not installed', { cause, remedy: 'Run `npm install --save-dev supertest`.' });
  });
  return async (app, { method, target, headers = {}, body }) => {
    // supertest's type lists the methods; at run time it takes every one, in lower case.
    const test = supertest(app)[method.toLowerCase() as 'get'](target);
    void test.set({ 'accept-encoding': 'identity', ...(headers as Record<string, string>) });
    return (await sendTest(body === undefined ? test : test.send(body))).answer;
  };
}

/** Sends a request of supertest's: its answer as it came, whatever its status, and the request as it was sent. */
export async function sendTest(test: Test): Promise<{ readonly answer: CapturedResponse; readonly sent: ParityRequest }> {
  void test.buffer(true).parse(collectBytes);
  const response = await test;
  const { req, res } = response as unknown as { req: ClientRequest; res: IncomingMessage };
  const bytes: unknown = response.body;
  const answer = { status: response.status, rawHeaders: withoutUndoneEncoding(res.rawHeaders), body: Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0), bodyTruncated: false, ms: 0 };
  const { _data: body } = test as unknown as { _data?: string | object };
  const headers = Object.entries(req.getHeaders()).filter(([name]) => !OF_ITS_OWN.has(name.toLowerCase()));
  return { answer, sent: { method: req.method, target: req.path, headers: Object.fromEntries(headers) as Record<string, string>, ...(body !== undefined && { body }) } };
}

/** Each request has these for itself. */
const OF_ITS_OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

function collectBytes(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const stream = response as IncomingMessage;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

/** These superagent has undone by itself. */
function withoutUndoneEncoding(rawHeaders: readonly string[]): string[] {
  const pairs = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? '']] : []));
  return pairs.filter(([name, value]) => !(name?.toLowerCase() === 'content-encoding' && /^\s*(?:gzip|deflate|br)\s*$/.test(value ?? ''))).flat();
}
