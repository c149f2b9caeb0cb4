import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { createApp, type AppDeps } from './app.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly formatPrice?: AppDeps['formatPrice'];
}

/** Longer than a load balancer keeps an idle connection (60 s), so that it never writes into one being closed. */
const KEEP_ALIVE_MS = 75_000;

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment, formatPrice }: StartOptions): Promise<void> {
  const log = pino({ name: 'catalog', level: environment['LOG_LEVEL'] ?? 'info' });
  const store = await openStore();
  const app = createApp({
    store,
    now: Date.now,
    newId: randomUUID,
    logRequest: (request) => log.info(request, 'request'),
    logError: (error, request) => log.error({ err: error, request }, 'request failed'),
    ...(formatPrice ? { formatPrice } : {}),
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    if (!server.listening) res.setHeader('connection', 'close');
    app(req, res);
  });
  server.listen(Number(environment['PORT'] ?? 3000), environment['HOST'] ?? '0.0.0.0');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(server, () => store.close()));
}

function stop(server: Server, closeStore: () => void): void {
  // Connections whose last answer began before the stop fall idle without closing.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.close(() => {
    clearInterval(sweep);
    closeStore();
    process.exit(0);
  });
}
