import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { callbackify } from 'node:util';
import { idleMsAfter, MOST_IDLE_MS } from './idle-time.ts';
import { MAX_ANSWER_HEADER_BYTES } from './limits.ts';
import { headerOf } from './upstream-answer.ts';

/** One that was opened, and whether it waits for a request. */
interface Connection {
  readonly socket: Socket;
  isIdle: boolean;
  /** How long it may wait, and what ends it then. */
  idleMs: number;
  timer: NodeJS.Timeout | undefined;
  /** When it will have waited for so long, by a clock. */
  goodUntil: number;
}

export interface Keeping {
  /** Milliseconds that never jump. */
  readonly elapsed: () => number;
  /** How long a connection may wait for a request. Default {@link MOST_IDLE_MS}. */
  readonly idleMs?: number;
}

/** What Node's types do not say of a request. */
type Request = ClientRequest & { maxHeaderSize?: number; onSocket(socket: null, error: unknown): void };

const MOST_IDLE = 256;

/**
 * Connections to one upstream for Node's own client. A request that asks for one meets its socket connected, or an error. Node's agent is one for all
 * upstreams: it puts their names together several times for each request, which takes a twelfth of all that a request takes here.
 */
export class DialAgent extends Agent {
  readonly #dial: () => Promise<Socket>;
  readonly #keeping: Required<Keeping> | null;
  readonly #connections = new Map<Socket, Connection>();
  /** The one that was used last is used first, so that those not needed end. */
  readonly #idle: Connection[] = [];

  /** `keeping`: how connections are kept alive; `null`: they are not. */
  constructor(dial: () => Promise<Socket>, keeping: Keeping | null) {
    super({ keepAlive: keeping !== null });
    this.#dial = dial;
    this.#keeping = keeping && { idleMs: MOST_IDLE_MS, ...keeping };
  }

  /** Called for each request. Whoever makes it (http-proxy-middleware) has no option for the size of an answer's headers. */
  addRequest(request: Request): void {
    request.maxHeaderSize = MAX_ANSWER_HEADER_BYTES;
    request.on('response', this.#noteIdleTime);
    const kept = this.#takeIdle();
    if (kept) {
      request.reusedSocket = true;
      request.onSocket(kept);
      return;
    }
    callbackify(this.#dial)((error, socket) => {
      if (error) return request.onSocket(null, error);
      this.#watch(socket);
      request.onSocket(socket);
    });
  }

  override destroy(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  #takeIdle(): Socket | undefined {
    const now = this.#keeping?.elapsed() ?? 0;
    for (let next = this.#idle.pop(); next; next = this.#idle.pop()) {
      next.isIdle = false;
      if (next.socket.writable && now < next.goodUntil) return next.socket.ref();
      next.socket.destroy();
    }
    return undefined;
  }

  #watch(socket: Socket): void {
    const connection: Connection = { socket, isIdle: false, idleMs: this.#keeping?.idleMs ?? 0, timer: undefined, goodUntil: 0 };
    this.#connections.set(socket, connection);
    // What comes without having been asked for would be taken for the answer to the next request.
    const guard = () => void (connection.isIdle && socket.destroy());
    const forget = () => this.#forget(connection);
    socket.on('data', guard);
    socket.on('free', () => this.#keep(connection));
    socket.on('close', forget);
    // It is somebody else's from now on: a WebSocket's.
    socket.on('agentRemove', () => {
      socket.off('data', guard).off('close', forget);
      forget();
    });
  }

  #keep(connection: Connection): void {
    const { socket, idleMs } = connection;
    if (!this.#keeping || !socket.writable || idleMs <= 0 || this.#idle.length >= MOST_IDLE) {
      socket.destroy();
      return;
    }
    connection.isIdle = true;
    connection.goodUntil = this.#keeping.elapsed() + idleMs;
    if (connection.timer) connection.timer.refresh();
    else connection.timer = setTimeout(() => void (connection.isIdle && socket.destroy()), idleMs).unref();
    this.#idle.push(connection);
    // It keeps no process alive.
    socket.unref();
  }

  #forget(connection: Connection): void {
    clearTimeout(connection.timer);
    this.#connections.delete(connection.socket);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  readonly #noteIdleTime = (answer: IncomingMessage): void => {
    const connection = headerOf(answer, 'keep-alive') === undefined ? undefined : this.#connections.get(answer.socket);
    if (!connection) return;
    const idleMs = idleMsAfter(answer, this.#keeping?.idleMs);
    if (idleMs === connection.idleMs) return;
    connection.idleMs = idleMs;
    clearTimeout(connection.timer);
    connection.timer = undefined;
  };
}
