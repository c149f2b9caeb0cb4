import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Bytes that no HTTP parser takes for an answer. */
const GARBAGE = Buffer.from('\u0000\u00ff\u0016\u0003 this is no HTTP \u0007\r\n\r\n', 'latin1');

export interface GarbageListener {
  close(): void;
}

/** Answers every connection to these ports with bytes that are no HTTP. Rejects where a port is not free. */
export async function listenWithGarbage(address: string, ports: readonly number[]): Promise<GarbageListener> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    for (const socket of sockets) socket.destroy();
  };
  try {
    for (const port of ports) {
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
        socket.end(GARBAGE);
        socket.resume();
      });
      servers.push(server.listen(port, address));
      await once(server, 'listening');
    }
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
