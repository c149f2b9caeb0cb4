import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Duplex } from 'node:stream';
import { createClientConnection, type ClientConnection } from './client-connection.ts';

export interface ListenerServer {
  /** Takes no new connections; requests under way end as they would. */
  stop(): void;
  /** Ends everything at once. */
  close(): Promise<void>;
}

export interface ListenerHandlers {
  request(request: IncomingMessage, response: ServerResponse, connection: ClientConnection): void;
  /** A WebSocket wants to be opened. Other upgrades are plain requests. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, connection: ClientConnection): void;
  /** What came is no request; `head` is what was received of it. Returns what the client is sent before its connection is closed. */
  malformed(code: string, head: string, connection: ClientConnection): string;
  /** Nothing was heard of the client for the idle timeout. Returns what is to become of its connection: it is kept, cut, or ended with these last words. */
  silent(connection: ClientConnection): 'keep' | 'cut' | { readonly lastWords: string };
  /** Whether nothing is under way on the connection. */
  isIdle(connection: ClientConnection): boolean;
  opened(): void;
  closed(): void;
  rejected(): void;
  tlsRefused(): void;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly idleMs: () => number;
  readonly monotonic: () => number;
  readonly newId: () => string;
  readonly maxConnections: number;
  /** Asked anew at each handshake; the same object as long as nothing has changed. `undefined`: plain HTTP. */
  readonly tls: (() => TlsOptions) | undefined;
  /** Whether HTTP/2 is offered, on connections by TLS. */
  readonly http2: () => boolean;
}

/** The lines of a request and of its headers, 16 and 64 KB on AWS, are limited together here and each for itself by whoever handles them. */
const MAX_HEAD_BYTES = 80 * 1024;
const MAX_STREAMS = 128;
const MAX_REQUESTS_PER_HTTP2_CONNECTION = 10_000;

/** The real server of a listener. Rejects where the port cannot be had. */
export async function startListenerServer(options: ListenerOptions, handlers: ListenerHandlers): Promise<ListenerServer> {
  const { host, port, idleMs, monotonic, newId, maxConnections } = options;
  const connections = new WeakMap<object, ClientConnection>();
  const sockets = new Set<Socket>();
  const welcomed = new Set<ClientConnection>();
  const connectionOf = (socket: object): ClientConnection => connections.get(socket) as ClientConnection;

  const http1 = serveHttp1(handlers, connectionOf);
  const http2 = serveHttp2(handlers, connectionOf);

  const welcome = (socket: Socket | TLSSocket): void => {
    const connection = createClientConnection(socket, newId(), monotonic());
    connections.set(socket, connection);
    welcomed.add(connection);
    socket.once('close', () => welcomed.delete(connection));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(idleMs(), () => {
      const fate = handlers.silent(connection);
      if (fate === 'cut') socket.destroy();
      else if (fate !== 'keep') socket.end(fate.lastWords);
    });
    const speaks2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
    (speaks2 ? http2 : http1).emit('connection', socket);
  };

  const server: Server = options.tls ? acceptTls(options.tls, options.http2, welcome, () => handlers.tlsRefused()) : createTcpServer({ noDelay: true }, welcome);
  server.maxConnections = maxConnections;
  server.on('drop', () => handlers.rejected());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    handlers.opened();
    socket.once('close', () => {
      sockets.delete(socket);
      handlers.closed();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    stop() {
      server.close();
      for (const connection of welcomed) {
        connection.retired = true;
        if (handlers.isIdle(connection)) connection.close();
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function acceptTls(tls: () => TlsOptions, offersHttp2: () => boolean, welcome: (socket: TLSSocket) => void, refused: () => void): Server {
  let inForce = tls();
  const server = createTlsServer({ ...inForce, SNICallback: (name, done) => inForce.SNICallback?.(name, done), noDelay: true, ALPNCallback: ({ protocols }) => ['h2', 'http/1.1'].find((each) => protocols.includes(each) && (each !== 'h2' || offersHttp2())) }, welcome);
  server.on('tlsClientError', refused);
  // Before Node begins the handshake.
  server.prependListener('connection', () => {
    const latest = tls();
    if (latest === inForce) return;
    inForce = latest;
    server.setSecureContext(latest);
    Object.assign(server, { requestCert: latest.requestCert });
  });
  return server;
}

function serveHttp1(handlers: ListenerHandlers, connectionOf: (socket: object) => ClientConnection): HttpServer {
  const server = createHttpServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      // So that what is irregular can be seen, and judged by the load balancer's mode.
      insecureHTTPParser: true,
      requireHostHeader: false,
      // Silence is told by the socket's own timeout; an upload may take as long as it likes, as long as it moves.
      keepAliveTimeout: 0,
      headersTimeout: 0,
      requestTimeout: 0,
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => handlers.request(request, response, connectionOf(request.socket)),
  );
  server.timeout = 0;
  // Or Node would cut a silent connection on its own.
  server.on('timeout', () => {});
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head, connectionOf(socket)));
  server.on('connect', (_request, socket) => socket.end(handlers.malformed('HPE_INVALID_METHOD', '', connectionOf(socket))));
  server.on('clientError', (error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    socket.end(handlers.malformed(error.code ?? '', error.rawPacket?.toString('latin1') ?? '', connectionOf(socket)));
  });
  return server;
}

function serveHttp2(handlers: ListenerHandlers, connectionOf: (socket: object) => ClientConnection): Http2Server {
  const connections = new WeakMap<ServerHttp2Session, ClientConnection>();
  const server = createHttp2Server({ settings: { maxConcurrentStreams: MAX_STREAMS, enablePush: false, maxHeaderListSize: MAX_HEAD_BYTES } }, (request, response) => {
    const session = request.stream.session as ServerHttp2Session;
    const connection = connections.get(session) as ClientConnection;
    if (connection.requests + 1 >= MAX_REQUESTS_PER_HTTP2_CONNECTION) session.close();
    handlers.request(request as unknown as IncomingMessage, response as unknown as ServerResponse, connection);
  });
  server.prependListener('connection', (socket: object) => server.once('session', (session) => connections.set(session, connectionOf(socket))));
  server.on('sessionError', () => {});
  return server;
}
