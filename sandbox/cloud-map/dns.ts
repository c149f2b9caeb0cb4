import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket as Connection } from 'node:net';
import { answerQuery, type Lookup } from './dns/answer-query.ts';

export interface DnsServer {
  readonly host: string;
  /** Of UDP and of TCP. */
  readonly port: number;
  close(): Promise<void>;
}

export interface DnsOptions {
  readonly host: string;
  /** 0 (default) is any free one. */
  readonly port?: number;
  readonly lookup: Lookup;
}

const MAX_CONNECTIONS = 100;
const IDLE_MS = 5_000;
const ATTEMPTS = 20;

/** Answers for Cloud Map's names over UDP and TCP, on one port. */
export async function startDns({ host, port = 0, lookup }: DnsOptions): Promise<DnsServer> {
  const { udp, tcp } = await bindBoth(host, port);
  udp.on('message', (message, peer) => {
    const reply = answerSafely(message, lookup, 'udp');
    if (reply) udp.send(reply, peer.port, peer.address, () => undefined);
  });
  // A peer that is gone is its own affair (ICMP "port unreachable" comes back as an error).
  udp.on('error', () => undefined);
  const connections = new Set<Connection>();
  tcp.maxConnections = MAX_CONNECTIONS;
  tcp.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    serve(connection, lookup);
  });
  return {
    host,
    port: udp.address().port,
    close: async () => {
      for (const connection of connections) connection.destroy();
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      udp.close();
      tcp.close();
      await closed;
    },
  };
}

/** A free port of UDP need not be one of TCP: then another is tried, unless a certain one is wanted. */
async function bindBoth(host: string, port: number): Promise<{ readonly udp: Socket; readonly tcp: Server }> {
  for (let attempt = 1; ; attempt += 1) {
    const [udp, tcp] = [createSocket('udp4'), createServer()];
    try {
      udp.bind(port, host);
      await once(udp, 'listening');
      tcp.listen(udp.address().port, host);
      await once(tcp, 'listening');
      return { udp, tcp };
    } catch (error) {
      udp.close();
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Messages over TCP have their length in front, in two bytes. */
function serve(connection: Connection, lookup: Lookup): void {
  let received = Buffer.alloc(0);
  connection.setTimeout(IDLE_MS, () => connection.destroy());
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let length = lengthOf(received); length !== undefined; length = lengthOf(received)) {
      const reply = answerSafely(received.subarray(2, 2 + length), lookup, 'tcp');
      received = received.subarray(2 + length);
      if (!reply) return void connection.destroy();
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(reply.length);
      connection.write(Buffer.concat([prefix, reply]));
    }
  });
}

/** Of the first message, once it is there as a whole. */
function lengthOf(received: Buffer): number | undefined {
  if (received.length < 2) return undefined;
  const length = received.readUInt16BE();
  return received.length >= 2 + length ? length : undefined;
}

/** What cannot be answered in the form of DNS (a name with a part that is too long) is not answered; the peer asks again, or gives up. */
function answerSafely(message: Buffer, lookup: Lookup, transport: 'udp' | 'tcp'): Buffer | undefined {
  try {
    return answerQuery(message, lookup, transport);
  } catch {
    return undefined;
  }
}
