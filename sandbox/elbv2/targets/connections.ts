import type { Duplex } from 'node:stream';
import { Client } from 'undici';

/** One TCP connection to a target, carrying one request at a time. */
export interface Connection {
  readonly client: Client;
  /** Requests it has carried since it was opened: a request on a reused connection may meet a target that has just closed it. */
  served: number;
  connected: boolean;
  idleSince: number;
}

/** The keep-alive connections to one target. */
export interface Connections {
  /** The most recently used idle connection, or a new one where there is none or `fresh` is asked for. */
  acquire(fresh: boolean): Connection;
  /** Gives a connection back after its response came whole. */
  release(connection: Connection): void;
  /** Closes a connection whose request failed, or that may not be used again. */
  discard(connection: Connection): void;
  /** Counts an upgraded connection among these: it ends with them. */
  adopt(socket: Duplex): void;
  /** Closes all, those with a request under way too. */
  destroy(): void;
}

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** By TLS; the target's certificate is not verified, as on AWS. */
  readonly secure: boolean;
  readonly http2: boolean;
  readonly connectMs: number;
  /** Longest silence of a target, before its headers and between two pieces of its body. Asked as each connection is opened. */
  readonly idleMs: () => number;
  readonly monotonic: () => number;
  readonly onOpen: (connection: Connection) => void;
  readonly onClose: (connection: Connection) => void;
}

/** An idle connection rests no longer than this, well below the 5 s after which Node's server closes its end: reusing it later would race with that. */
const MAX_IDLE_MS = 2_000;
const MAX_RESPONSE_HEADER_BYTES = 32 * 1024;

export function createConnections({ host, port, secure, http2, connectMs, idleMs, monotonic, onOpen, onClose }: ConnectionOptions): Connections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const upgraded = new Set<Duplex>();

  const discard = (connection: Connection): void => {
    if (!all.delete(connection)) return;
    const at = idle.indexOf(connection);
    if (at >= 0) idle.splice(at, 1);
    void connection.client.destroy();
  };

  const open = (): Connection => {
    const silence = idleMs();
    const client = new Client(`${secure ? 'https' : 'http'}://${host}:${port}`, {
      pipelining: 1,
      allowH2: http2,
      ...(http2 ? { h2Options: { useH2c: !secure } } : {}),
      connect: { timeout: connectMs, rejectUnauthorized: false },
      headersTimeout: silence,
      bodyTimeout: silence,
      maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
      keepAliveTimeout: MAX_IDLE_MS,
      keepAliveMaxTimeout: MAX_IDLE_MS,
      keepAliveTimeoutThreshold: 1_000,
    });
    const connection: Connection = { client, served: 0, connected: false, idleSince: 0 };
    client.on('connect', () => {
      connection.connected = true;
      connection.served = 0;
      onOpen(connection);
    });
    client.on('disconnect', () => {
      if (connection.connected) onClose(connection);
      connection.connected = false;
      if (idle.includes(connection)) discard(connection);
    });
    all.add(connection);
    return connection;
  };

  return {
    acquire(fresh) {
      if (fresh) return open();
      for (let connection = idle.pop(); connection; connection = idle.pop()) {
        if (connection.connected && monotonic() - connection.idleSince < MAX_IDLE_MS) return connection;
        discard(connection);
      }
      return open();
    },
    release(connection) {
      if (!connection.connected || !all.has(connection)) return discard(connection);
      connection.served++;
      connection.idleSince = monotonic();
      idle.push(connection);
    },
    discard,
    adopt(socket) {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
    },
    destroy() {
      for (const connection of all) discard(connection);
      for (const socket of upgraded) socket.destroy();
    },
  };
}
