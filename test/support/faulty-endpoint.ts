import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { SANDBOX_CREDENTIALS } from '../../sandbox/wire/credentials.ts';

/** What becomes of one call. */
export type Fault =
  /** It never reaches AWS. */
  | 'cut'
  /** AWS does what it was asked, and the answer is lost. */
  | 'answer lost'
  /** It never reaches AWS: something in between answers for good, with a page for people. */
  | 'blocked'
  /** AWS does what it was asked, and something in between answers for good, with a page for people. */
  | 'answer blocked'
  /** It is answered as the last one was: what was written since does not show yet. */
  | 'as before'
  /** It goes through; this happens a moment before. */
  | (() => Promise<unknown>);

/** A way to AWS on which things go wrong as told. */
export interface FaultyEndpoint {
  readonly url: string;
  /** `ecs.CreateService`, in the order in which they came. */
  readonly calls: readonly string[];
  /** The next calls of the operation meet these faults, one each; those after them go through. */
  inject(operation: string, faults: readonly Fault[]): void;
  close(): Promise<void>;
}

/** Forwards to `target`. With `pageSize` every list comes in pages of so many, whatever was asked for. */
export async function startFaultyEndpoint(target: string, { pageSize }: { readonly pageSize?: number } = {}): Promise<FaultyEndpoint> {
  const calls: string[] = [];
  const faults = new Map<string, Fault[]>();
  const last = new Map<string, Answer>();
  const server = createServer((request, response) => void handle(request, response).catch(() => request.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    inject: (operation, next) => void faults.set(operation, [...next]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const operation = operationOf(request, body);
    calls.push(operation);
    const fault = faults.get(operation)?.shift();
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'blocked') return block(response);
    if (typeof fault === 'function') await fault();
    const earlier = fault === 'as before' ? last.get(operation) : undefined;
    const answer = earlier ?? await (pageSize === undefined ? forward(target, request, body) : forward(target, await signed(request, inPages(body, pageSize)), inPages(body, pageSize)));
    last.set(operation, answer);
    if (fault === 'answer lost') return void request.socket.destroy();
    if (fault === 'answer blocked') return block(response);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** No SDK asks again after this one. */
function block(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'text/html' }).end('<html><h1>Forbidden</h1></html>');
}

function operationOf({ headers }: IncomingMessage, body: string): string {
  const service = /\/([a-z-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
  const name = headers['x-amz-target']?.toString().split('.')[1] ?? new URLSearchParams(body).get('Action');
  return `${service}.${name}`;
}

function inPages(body: string, size: number): string {
  return body.replace(/PageSize=\d+/, `PageSize=${size}`).replace(/"(MaxResults|maxResults)":\d+/, `"$1":${size}`);
}

type Forwarded = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** The request with another body, signed anew. */
async function signed({ method, url, headers }: Forwarded, body: string): Promise<Forwarded> {
  const [, region = '', service = ''] = /\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const { authorization: _a, 'x-amz-content-sha256': _s, 'content-length': _l, connection: _c, ...rest } = headers;
  const signer = new SignatureV4({ credentials: SANDBOX_CREDENTIALS, region, service, sha256: Sha256 });
  const again = await signer.sign({ method: method ?? '', protocol: 'http:', hostname: '', path: url ?? '/', headers: rest as Record<string, string>, body });
  return { method, url, headers: again.headers };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function forward(target: string, { method, url, headers }: Forwarded, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = send(new URL(url ?? '/', target), { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
