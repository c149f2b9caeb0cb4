import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { rawRefusal, refuseUnread, type Refusal } from '../forwarding/refuse.ts';
import { answerClientError } from './client-error.ts';
import { createConnections } from './connections.ts';
import { createGate } from './gate.ts';
import { createHostRule } from './host-rule.ts';
import { DEFAULT_LIMITS, type ListeningLimits } from './limits.ts';
import { requestProblem } from './request-shape.ts';
import { createStopping } from './stop-server.ts';

/** A listening server that can stop without losing a request. */
export interface RunningServer {
  readonly port: number;
  /** Callers' connections that are open. */
  readonly connections: number;
  /** Takes connections for `drainMs` more (told again, the earlier counts), then waits until every request is answered, or for `boundMs`. */
  stop(drainMs?: number, boundMs?: number): Promise<void>;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Among several processes: a port of its own, where others share theirs. */
  readonly exclusive?: boolean;
  readonly limits?: ListeningLimits;
  /** Hosts that are served; none named: all. */
  readonly allowedHosts?: readonly string[];
  readonly onUpgrade?: (req: IncomingMessage, socket: Socket, head: Buffer) => void;
  /** A request was turned away with this status, or a connection not taken at all. */
  readonly onRefused?: (status: Refusal | 'dropped') => void;
  /** Called when no more requests are taken: ends what would never end by itself. */
  readonly onStopped?: () => void;
}

/** A stream without end is cut off after so long, before ECS ends the whole task at 30 s. */
const LONGEST_STOP_MS = 25_000;

export async function startServer(listener: RequestListener, { host, port, exclusive = false, onUpgrade, onStopped = () => {}, ...options }: ServerOptions): Promise<RunningServer> {
  const { limits = DEFAULT_LIMITS, allowedHosts = [], onRefused = () => {} } = options;
  const server = createServer({
    keepAliveTimeout: limits.keepAliveMs,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(5_000, Math.ceil(limits.headersMs / 4)),
    // An upload may take as long as it needs; one that stands still is ended by `connections`.
    requestTimeout: 0,
    maxHeaderSize: limits.headerBytes,
    // A request without a body is not made to emit the end of one.
    optimizeEmptyRequests: true,
    // Node would answer that itself, and take what follows for a request.
    requireHostHeader: false,
    // Anything else that is offered (h2c) may be ignored, and then is an ordinary request; so is all that HTTP/1.0 offers.
    shouldUpgradeCallback: (req) => onUpgrade !== undefined && req.method === 'GET' && req.httpVersion === '1.1' && req.headers.upgrade?.toLowerCase() === 'websocket',
  });
  // Node would leave those beyond its count out without a word, framing and identity among them.
  server.maxHeadersCount = 0;

  const connections = createConnections(server, limits, onRefused);
  const serves = createHostRule(allowedHosts);
  const stopping = createStopping(server, connections, onStopped);
  const gate = createGate({ limits, connections, serves, onRefused });
  const turnAway = (res: ServerResponse, status: Refusal) => {
    onRefused(status);
    connections.end(res.req.socket);
    refuseUnread(res, status);
  };
  const admit = (req: IncomingMessage, res: ServerResponse): boolean => {
    if (connections.hasEnded(req.socket)) {
      req.resume();
      return false;
    }
    const refusal = gate(req, res);
    stopping.begun(res);
    if (refusal !== undefined) turnAway(res, refusal);
    return refusal === undefined;
  };
  server.on('request', (req, res) => void (admit(req, res) && listener(req, res)));
  server.on('checkContinue', (req, res) => {
    if (!admit(req, res)) return;
    res.writeContinue();
    listener(req, res);
  });
  server.on('checkExpectation', (req, res) => void (admit(req, res) && turnAway(res, 417)));
  server.on('clientError', (error, socket) => answerClientError(error, socket as Socket, onRefused));
  const turnAwaySocket = (socket: Socket, status: Refusal) => {
    if (connections.hasEnded(socket)) return;
    onRefused(status);
    socket.on('error', () => {}).end(rawRefusal(status), () => socket.destroy());
  };
  server.on('connect', (_req: IncomingMessage, socket: Socket) => turnAwaySocket(socket, 405));
  if (onUpgrade) {
    server.on('upgrade', (req, stream, head) => {
      const socket = stream as Socket;
      // A body would be the tunnel's first bytes to one reader, and a request to another.
      const hasBody = req.headers['transfer-encoding'] !== undefined || (req.headers['content-length'] ?? '0') !== '0';
      const refusal = requestProblem(req, limits) ?? (hasBody ? 400 : serves(req.headers.host) ? undefined : 421);
      if (refusal === undefined && !connections.hasEnded(socket)) onUpgrade(req, socket, head);
      else turnAwaySocket(socket, refusal ?? 400);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive, backlog: 2_048 }, () => {
      server.off('error', reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections.open;
    },
    stop: (drainMs = 0, boundMs = LONGEST_STOP_MS) => stopping.stop(drainMs, boundMs),
  };
}
