import { Agent, type ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import type { Resolver } from './resolve.ts';

/** Opens a connection to one of the addresses behind a name. Resolves when it is connected: until then nothing of a request was sent. */
export type Dial = (host: string, port: number) => Promise<Socket>;

/**
 * Takes the addresses in turn. One that does not answer is passed over and the name looked up again at once,
 * so that a task that went away since costs no request.
 */
export function createDial({ resolver, timeoutMs }: { resolver: Resolver; timeoutMs: number }): Dial {
  let turn = 0;
  return async function dial(host, port) {
    const tried = new Set<string>();
    let failure: unknown;
    for (const fresh of [false, true]) {
      const addresses = await resolver.addresses(host, fresh);
      const start = turn++;
      for (let i = 0; i < addresses.length; i++) {
        const address = addresses[(start + i) % addresses.length];
        if (address === undefined || tried.has(address)) continue;
        tried.add(address);
        try {
          return await connectTo(address, port, timeoutMs);
        } catch (error) {
          failure = error;
        }
      }
    }
    throw failure;
  };
}

function connectTo(host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 1_000 });
    // Stays for good: between two owners of the socket nobody else listens, and an error nobody hears ends the process.
    socket.on('error', reject);
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error(`no connection to port ${port} in ${timeoutMs} ms`), { code: 'ETIMEDOUT' })), timeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** Connections to upstreams, by {@link Dial}. A request that asks for one meets its socket connected, or an error. */
export class DialAgent extends Agent {
  readonly #dial: Dial;

  /** `idleMs` is well below any upstream's own keep-alive: of two sides that may hang up, this one does. */
  constructor(dial: Dial, { keepAlive, idleMs = 4_000 }: { keepAlive: boolean; idleMs?: number }) {
    super({ keepAlive, timeout: idleMs, maxFreeSockets: 256 });
    this.#dial = dial;
  }

  override createConnection(options: ClientRequestArgs, callback?: (error: Error | null, socket: Duplex) => void): undefined {
    callbackify(this.#dial)(String(options.host), Number(options.port), (error, socket) => callback?.(error, socket));
  }
}
