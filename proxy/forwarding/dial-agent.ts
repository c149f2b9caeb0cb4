import { Agent, type ClientRequest, type ClientRequestArgs } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import { MAX_ANSWER_HEADER_BYTES } from './limits.ts';

/** Connections to one upstream for Node's own client. A request that asks for one meets its socket connected, or an error. */
export class DialAgent extends Agent {
  readonly #dial: () => Promise<Socket>;

  /** `idleMs` is well below any upstream's own keep-alive: of two sides that may hang up, this one does. */
  constructor(dial: () => Promise<Socket>, { keepAlive, idleMs = 4_000 }: { keepAlive: boolean; idleMs?: number }) {
    super({ keepAlive, timeout: idleMs, maxFreeSockets: 256 });
    this.#dial = dial;
  }

  override createConnection(_options: ClientRequestArgs, callback?: (error: Error | null, socket: Duplex) => void): undefined {
    callbackify(this.#dial)((error, socket) => callback?.(error, socket));
  }

  /** Called for each request. Whoever makes it (http-proxy-middleware) has no option for the size of an answer's headers. */
  addRequest(request: ClientRequest & { maxHeaderSize?: number }, ...rest: unknown[]): void {
    request.maxHeaderSize = MAX_ANSWER_HEADER_BYTES;
    (Agent.prototype as unknown as { addRequest: (...args: unknown[]) => void }).addRequest.call(this, request, ...rest);
  }
}
