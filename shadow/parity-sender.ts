import type { IncomingMessage, RequestListener } from 'node:http';
import { BanyanError } from '../domain/errors.ts';
import type { CapturedResponse } from './exchange.ts';

/** An Express app or any other request listener, or the base URL of a server. */
export type ParityApp = RequestListener | string;

export interface ParityRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: string | object;
}

export type ParitySender = (app: ParityApp, request: ParityRequest) => Promise<CapturedResponse>;

/** Sends with supertest, which only those who write parity tests need to have installed. It follows no redirects. */
export async function createParitySender(): Promise<ParitySender> {
  const { default: supertest } = await import('supertest').catch((cause: unknown) => {
    throw new BanyanError('USAGE', 'expectParity sends its requests with supertest, which is not installed', { cause, remedy: 'Run `npm install --save-dev supertest`.' });
  });
  return async (app, { method, target, headers = {}, body }) => {
    // supertest's type lists the methods; at run time it takes every one, in lower case.
    const test = supertest(app)[method.toLowerCase() as 'get'](target);
    void test.ok(() => true).buffer(true).parse(collectBytes).set({ 'accept-encoding': 'identity', ...headers });
    const { status, body: bytes, ...answer } = await (body === undefined ? test : test.send(body));
    const { rawHeaders } = (answer as unknown as { res: IncomingMessage }).res;
    return { status, rawHeaders: withoutUndoneEncoding(rawHeaders), body: Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0), bodyTruncated: false, ms: 0 };
  };
}

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
