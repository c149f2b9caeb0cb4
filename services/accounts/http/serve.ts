import { createServer, type Server } from 'node:http';
import type { Express } from 'express';

/** Longer than a load balancer keeps an idle connection (60 s), so that it never writes into one being closed. */
const KEEP_ALIVE_MS = 75_000;

/** Listens, and resolves once it does. */
export function serve(app: Express, port: number, host: string): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    // While stopping, every answer tells its caller not to come back on this connection.
    if (!server.listening) res.setHeader('Connection', 'close');
    app(req, res);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** Takes no new connections, finishes what is in flight, and resolves when the last connection is gone. */
export async function stopServing(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  // A connection whose answer had begun before the stop falls idle without closing.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed.finally(() => clearInterval(sweep));
}

/** Does `work` once the process is told to stop, and ends it: with 0, or with 1 where that failed. */
export function endWhenTold(work: () => Promise<void>, logFailure: (error: unknown) => void): void {
  const end = (): void => {
    work().then(
      () => process.exit(0),
      (error: unknown) => {
        logFailure(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
}
