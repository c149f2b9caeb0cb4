import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseBrokenRequests, type UnderWay } from './connection-errors.ts';
import { SANDBOX_CREDENTIALS, type Credentials } from './credentials.ts';
import type { Intercept } from './intercept.ts';
import { listOperations, type Services } from './operations.ts';
import { perform, type Reply } from './perform.ts';
import { routeRequest } from './route-request.ts';

export interface WireServer {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** Every operation that it answers. */
  readonly operations: ReturnType<typeof listOperations>;
  close(): Promise<void>;
}

export interface WireServerOptions {
  readonly host: string;
  /** 0 (default) is any free one. */
  readonly port?: number;
  readonly services: Services;
  readonly now: () => number;
  /** Whose signatures are right, {@link SANDBOX_CREDENTIALS} by default; `false` takes any request, signed or not. */
  readonly auth?: Credentials | false;
  /** The region that requests must be signed for. Default `us-east-1`. */
  readonly region?: string;
  /** Faults on demand: asked about every call. Default: none. */
  readonly intercept?: Intercept | undefined;
  /** Longest wait for a request's head (default 20 s), and for the whole of it (default 60 s). */
  readonly timeouts?: { readonly headMs: number; readonly requestMs: number };
  /** Called with what an operation threw that is no refusal: a defect of the sandbox. */
  readonly onDefect?: (operation: string, error: unknown) => void;
}

/** One HTTP port for all AWS services. Every answer, refusals too, has the form of the protocol that the caller speaks. */
export async function startWireServer(options: WireServerOptions): Promise<WireServer> {
  const { host, port = 0, auth = SANDBOX_CREDENTIALS, region = 'us-east-1', intercept, onDefect = () => {}, timeouts = { headMs: 20_000, requestMs: 60_000 } } = options;
  const closing = new AbortController();
  const underWay = new WeakMap<Duplex, UnderWay>();
  const settings = { services: options.services, now: options.now, auth, region, intercept, onDefect, closing: closing.signal };
  const server = createServer({ headersTimeout: timeouts.headMs, requestTimeout: timeouts.requestMs, connectionsCheckingInterval: Math.min(1_000, timeouts.headMs / 2) }, (request, response) => {
    const requestId = randomUUID();
    const route = routeRequest(request);
    underWay.set(request.socket, { route, response });
    void perform(request, route, requestId, settings).then((reply) => send(request, response, reply, requestId));
  });
  refuseBrokenRequests(server, underWay);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    endpoint: `http://${host}:${(server.address() as AddressInfo).port}`,
    operations: listOperations(options.services),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Most bytes of a refused body that are taken, and thrown away, so that its sender comes to read the refusal. */
const MAX_REST_BYTES = 1024 ** 3;

function send(request: IncomingMessage, response: ServerResponse, reply: Reply, requestId: string): void {
  if (reply === 'cut') return void request.socket.destroy();
  const { status, encoded } = reply;
  const headers = { ...encoded.headers, 'content-length': Buffer.byteLength(encoded.body), 'x-amzn-requestid': requestId };
  if (request.complete) return void response.writeHead(status, headers).end(encoded.body);
  // Refused before it was read: a connection closed under somebody who still sends loses what it was told.
  response.writeHead(status, { ...headers, connection: 'close' }).write(encoded.body);
  let rest = MAX_REST_BYTES;
  request.on('data', (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) request.socket.destroy();
  });
  request.once('end', () => response.end());
  request.resume();
}
