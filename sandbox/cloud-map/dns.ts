import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet';

export interface DnsServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Seconds an answer may be kept. Small, so that a stopped task is not asked for long. */
const TTL_SECONDS = 1;

const NXDOMAIN = 3;
const NOT_IMPLEMENTED = 4;
const REFUSED = 5;

/** Answers A queries for Cloud Map names over UDP, on a free port. `resolve` gives the addresses of a name, none where it does not exist. */
export async function startDns({ host, resolve }: { readonly host: string; readonly resolve: (name: string) => readonly string[] }): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const query = read(message);
    if (query !== undefined) send(socket, answer(query, resolve), peer);
  });
  socket.bind(0, host);
  await once(socket, 'listening');
  // A peer that is gone is its own affair (ICMP "port unreachable" comes back as an error).
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  return {
    host,
    port: socket.address().port,
    close: async () => {
      socket.close();
      await closed;
    },
  };
}

/** A query with one question, or `undefined` for what is none: garbage, or an answer that would make two servers talk for ever. */
function read(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === 'query' && packet.questions?.length === 1 ? packet : undefined;
  } catch {
    return undefined;
  }
}

function answer(query: Packet, resolve: (name: string) => readonly string[]): Packet {
  const [question] = query.questions ?? [];
  const reply: Packet = { type: 'response', id: query.id ?? 0, flags: AUTHORITATIVE_ANSWER | (query.flags ?? 0) & RECURSION_DESIRED, questions: query.questions ?? [] };
  if (question === undefined || opcode(query) !== 0) return refusal(reply, NOT_IMPLEMENTED);
  if (question.class !== 'IN') return refusal(reply, REFUSED);
  const addresses = resolve(question.name);
  if (addresses.length === 0) return refusal(reply, NXDOMAIN);
  // The name exists: another type than A is an answer without records, not an error.
  if (question.type !== 'A') return reply;
  return { ...reply, answers: addresses.map((data) => ({ type: 'A', class: 'IN', name: question.name, ttl: TTL_SECONDS, data })) };
}

const RECURSION_DESIRED = 1 << 8;

function opcode({ flags = 0 }: Packet): number {
  return (flags >> 11) & 0xf;
}

function refusal(reply: Packet, code: number): Packet {
  return { ...reply, flags: (reply.flags ?? 0) | code };
}

function send(socket: Socket, reply: Packet, { port, address }: { readonly port: number; readonly address: string }): void {
  try {
    socket.send(encode(reply), port, address, () => undefined);
  } catch {
    // What cannot be encoded or sent is not answered; the peer asks again.
  }
}
