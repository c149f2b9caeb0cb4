import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { rawAnswer } from './own-answer.ts';

export interface ListenerServer {
  /** Takes no new connections; requests under way end as they would. */
  stop(): void;
  /** Ends everything at once. */
  close(): Promise<void>;
}

export interface ListenerHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  /** A WebSocket wants to be opened. Other upgrades are plain requests. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Answered with this status before it was a request. */
  malformed(status: number): void;
}

const MAX_REQUEST_HEADER_BYTES = 64 * 1024;

/** The real server of a listener. Rejects where the port cannot be had. */
export async function startListenerServer(host: string, port: number, idleMs: number, handlers: ListenerHandlers): Promise<ListenerServer> {
  const server = createServer(
    {
      maxHeaderSize: MAX_REQUEST_HEADER_BYTES,
      keepAliveTimeout: idleMs,
      headersTimeout: idleMs,
      // An upload may take as long as it likes, as long as it moves.
      requestTimeout: 0,
      noDelay: true,
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => handlers.request(request, response),
  );
  // Longer than a target may be silent, so that a target's silence is told as such.
  server.setTimeout(idleMs * 2);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
    handlers.malformed(status);
    socket.end(rawAnswer(status));
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
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
