import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';

/** Answers for names that lead elsewhere from one moment to the next, and now and then not at all. */
export interface NameServer {
  /** `host:port` */
  readonly address: string;
  point(name: string, addresses: readonly string[]): void;
  /** While it is silent nobody gets an answer. */
  silent: boolean;
  close(): void;
}

export async function startNameServer(): Promise<NameServer> {
  const names = new Map<string, readonly string[]>();
  const socket = createSocket('udp4');
  const server: NameServer = {
    get address() {
      return `127.0.0.1:${socket.address().port}`;
    },
    point: (name, addresses) => void names.set(name, addresses),
    silent: false,
    close: () => void socket.close(),
  };
  socket.on('message', (message, { port, address }) => {
    if (server.silent) return;
    const { id, questions = [] } = decode(message);
    const name = questions[0]?.name ?? '';
    const answers = (names.get(name) ?? []).map((data) => ({ type: 'A' as const, name, ttl: 1, data }));
    socket.send(encode({ type: 'response', id: id ?? 0, flags: answers.length > 0 ? 0 : 3, questions, answers }), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return server;
}
