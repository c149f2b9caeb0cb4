import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, rootCertificates } from 'node:tls';
import { callbackify } from 'node:util';
import type { buildConnector } from 'undici';
import type { Resolver } from './resolve.ts';
import type { TcpAddress, UpstreamAddress } from './upstream-address.ts';

/** Opens a connection to an upstream. Resolves when it is connected: until then nothing of a request was sent. */
export type Dial = (to: UpstreamAddress) => Promise<Socket>;

export interface DialOptions {
  readonly resolver: Resolver;
  readonly timeoutMs: number;
  /** Authorities to trust beside Node's own, in PEM; for upstreams reached by TLS. */
  readonly authorities?: readonly string[] | undefined;
}

/**
 * Takes the addresses behind a name in turn. One that does not answer is passed over and the name looked up again at once,
 * so that a task that went away since costs no request.
 */
export function createDial({ resolver, timeoutMs, authorities }: DialOptions): Dial {
  let turn = 0;
  // Once: a hundred and more certificates are read for it.
  const trusted = authorities && { secureContext: createSecureContext({ ca: [...rootCertificates, ...authorities] }) };

  async function dialHost(to: TcpAddress): Promise<Socket> {
    const tried = new Set<string>();
    let failure: unknown;
    for (const fresh of [false, true]) {
      const addresses = await resolver.addresses(to.host, fresh);
      const start = turn++;
      for (let i = 0; i < addresses.length; i++) {
        const address = addresses[(start + i) % addresses.length];
        if (address === undefined || tried.has(address)) continue;
        tried.add(address);
        try {
          return await open(address, to);
        } catch (error) {
          failure = error;
        }
      }
    }
    throw failure;
  }

  function open(address: string, { host, port, tls }: TcpAddress): Promise<Socket> {
    const options = { host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 1_000 };
    if (!tls) return connected(connectTcp(options), 'connect', timeoutMs);
    // The certificate is checked against the name where there is one, and against the address where not.
    const name = isIP(host) ? {} : { servername: host };
    return connected(connectTls({ ...options, ...name, ...trusted, ALPNProtocols: ['http/1.1'] }), 'secureConnect', timeoutMs);
  }

  return (to) => ('path' in to ? connected(connectTcp({ path: to.path }), 'connect', timeoutMs) : dialHost(to));
}

function connected<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<S> {
  return new Promise((resolve, reject) => {
    // Stays for good: between two owners of the socket nobody else listens, and an error nobody hears ends the process.
    socket.on('error', reject);
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error(`no connection in ${timeoutMs} ms`), { code: 'ETIMEDOUT' })), timeoutMs);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection was closed'));
    });
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** A dial as undici wants it. */
export function connector(dial: () => Promise<Socket>): buildConnector.connector {
  const open = callbackify(dial);
  return (_options, callback) => open((error, socket) => (error ? callback(error, null) : callback(null, socket)));
}
