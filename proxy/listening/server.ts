import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_REQUEST_HEADER_BYTES } from '../forwarding/limits.ts';

/** A listening server that can stop without losing a request. */
export interface RunningServer {
  readonly port: number;
  /** Takes connections for `drainMs` more, then waits until every request is answered. */
  stop(drainMs?: number): Promise<void>;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly onUpgrade?: (req: IncomingMessage, socket: Socket, head: Buffer) => void;
  /** Called when no more requests are taken: ends what would never end by itself. */
  readonly onStopped?: () => void;
}

/** Above the idle timeout of the load balancer in front, 60 s by default: of the two, the load balancer hangs up. */
const KEEP_ALIVE_MS = 75_000;
/** A stream without end is cut off after so long, before ECS ends the whole task at 30 s. */
const LONGEST_STOP_MS = 25_000;

export async function startServer(listener: RequestListener, { host, port, onUpgrade, onStopped }: ServerOptions): Promise<RunningServer> {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 60_000,
      // An upload may take as long as it needs; a dead one ends with its connection.
      requestTimeout: 0,
      maxHeaderSize: MAX_REQUEST_HEADER_BYTES,
      // Anything else that is offered (h2c) may be ignored, and then is an ordinary request.
      shouldUpgradeCallback: (req) => onUpgrade !== undefined && req.method === 'GET' && req.headers.upgrade?.toLowerCase() === 'websocket',
    },
    listener,
  );
  if (onUpgrade) server.on('upgrade', (req, socket, head) => onUpgrade(req, socket as Socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 2_048 }, () => {
      server.off('error', reject);
      resolve();
    });
  });

  let stopped: Promise<void> | undefined;
  async function stop(drainMs: number): Promise<void> {
    await sleep(drainMs);
    const closed = new Promise((resolve) => server.close(resolve));
    // Connections that were busy when the server closed are ended when they fall idle.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const end = setTimeout(() => server.closeAllConnections(), LONGEST_STOP_MS);
    onStopped?.();
    await closed;
    clearInterval(sweep);
    clearTimeout(end);
  }

  return {
    port: (server.address() as AddressInfo).port,
    stop: (drainMs = 0) => (stopped ??= stop(drainMs)),
  };
}
