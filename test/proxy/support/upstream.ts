import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { onCleanup } from './cleanup.ts';

export interface Upstream {
  readonly port: number;
  readonly url: string;
  /** Requests that came, in order. */
  readonly requests: IncomingMessage[];
  /** Connections that were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A real HTTP server on a free port. */
export async function startUpstream(listener: RequestListener): Promise<Upstream> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 70_000 }, (req, res) => {
    requests.push(req);
    listener(req, res);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onCleanup(close);
  return { port, url: `http://127.0.0.1:${port}`, requests, connections: () => connections, close };
}

/** A TCP server: `onRequest` is given the socket and everything a request's head brought. */
export async function startRawUpstream(onRequest: (socket: Socket, head: string) => void): Promise<Omit<Upstream, 'requests'>> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let received = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      received += data.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.slice(0, end);
      received = received.slice(end + 4);
      onRequest(socket, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  onCleanup(close);
  return { port, url: `http://127.0.0.1:${port}`, connections: () => connections, close };
}

/** An address where nobody listens: its port is one that only the superuser may take. One that was free a moment ago may be another suite’s by now. */
export function refusingUrl(): Promise<string> {
  return Promise.resolve('http://127.0.0.1:2');
}
