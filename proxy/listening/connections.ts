import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { refuse, type Refusal } from '../forwarding/refuse.ts';
import { BEYOND_LIMIT, type ListeningLimits } from './limits.ts';

/** The callers' connections, held to what one may take. */
export interface Connections {
  /** Takes note of a request; why it must not be answered, or `undefined`. */
  admit(req: IncomingMessage, res: ServerResponse): Refusal | undefined;
  /** Nothing more is taken from this one: what follows a request that was turned away may be a part of it. */
  end(socket: Socket): void;
  hasEnded(socket: Socket): boolean;
  /** Whether no other request has come on its connection since. */
  isNewest(res: ServerResponse): boolean;
  /** The newest of each connection that has nothing written yet. */
  unanswered(): ServerResponse[];
  /** Hangs up on those who have not said a word. */
  endSilent(): void;
  /** Those open. */
  readonly open: number;
  close(): void;
}

interface Connection {
  readonly isOver: boolean;
  hasEnded: boolean;
  requests: number;
  /** The latest request, which is the only one whose body may still be on its way, and its response. */
  req: IncomingMessage | null;
  res: ServerResponse | null;
  /** Requests behind the one that is being answered. */
  waiting: number;
  bytesRead: number;
  stalled: number;
}

/** An upload is looked at so often in the time it may stand still. */
const LOOKS = 4;

export function createConnections(server: Server, limits: ListeningLimits, onRefused: (status: Refusal | 'dropped') => void): Connections {
  const connections = new Map<Socket, Connection>();
  const perAddress = new Map<string, number>();

  server.maxConnections = limits.connections + BEYOND_LIMIT;
  // Of several processes none may push it on to the next, which is as full. (Node ≥ 23.1; not among its types yet.)
  Object.assign(server, { dropMaxConnection: true });
  server.on('drop', () => onRefused('dropped'));
  server.on('connection', (socket: Socket) => {
    const isOver = connections.size >= limits.connections || !enter(socket);
    connections.set(socket, { isOver, hasEnded: false, requests: 0, req: null, res: null, waiting: 0, bytesRead: 0, stalled: 0 });
    socket.once('close', () => connections.delete(socket));
  });

  /** Counts a connection of one address; `false` where that has too many. */
  function enter(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    if (limits.connectionsPerAddress === null) return true;
    const before = perAddress.get(address) ?? 0;
    perAddress.set(address, before + 1);
    socket.once('close', () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    return before < limits.connectionsPerAddress;
  }

  const sweep = setInterval(() => {
    for (const [socket, connection] of connections) endIfStalled(socket, connection);
  }, Math.ceil(limits.bodyIdleMs / LOOKS));
  sweep.unref();

  function endIfStalled({ bytesRead }: Socket, connection: Connection): void {
    const { req, res } = connection;
    const waitsForMore = req !== null && !req.complete && !req.destroyed && !req.isPaused() && req.readableLength === 0;
    if (!waitsForMore || bytesRead !== connection.bytesRead) {
      connection.bytesRead = bytesRead;
      connection.stalled = 0;
    } else if (++connection.stalled >= LOOKS && res) {
      onRefused(408);
      refuse(res, 408);
    }
  }

  return {
    admit(req, res) {
      const connection = connections.get(req.socket);
      if (!connection) return undefined;
      const isPipelined = connection.res !== null && !connection.res.writableFinished && !connection.res.destroyed;
      connection.req = req;
      connection.res = res;
      // Node's own limit says so too, and leaves the closing to the caller.
      if (++connection.requests === limits.requestsPerConnection) {
        res.shouldKeepAlive = false;
        connection.hasEnded = true;
      }
      if (isPipelined) {
        connection.waiting += 1;
        res.once('close', () => (connection.waiting -= 1));
      }
      return connection.isOver || connection.waiting > limits.pipelined ? 503 : undefined;
    },
    end(socket) {
      const connection = connections.get(socket);
      if (connection) connection.hasEnded = true;
    },
    hasEnded: (socket) => connections.get(socket)?.hasEnded ?? false,
    isNewest: (res) => connections.get(res.req.socket)?.res === res,
    unanswered: () => [...connections.values()].flatMap(({ res }) => (res && !res.headersSent ? [res] : [])),
    endSilent() {
      for (const socket of connections.keys()) if (socket.bytesRead === 0) socket.destroy();
    },
    get open() {
      return connections.size;
    },
    close: () => clearInterval(sweep),
  };
}
