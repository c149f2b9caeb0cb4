import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { createMonolith } from './monolith/monolith.ts';
import { relayOutbox } from './monolith/relay-outbox.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  /** `PORT`, `HOST`, `DATABASE_URL`, `MONOLITH_URL`, `INTERNAL_TOKEN`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Longer than a load balancer keeps an idle connection (60 s), so that it never writes into one being closed. */
const KEEP_ALIVE_MS = 75_000;
/** A caller waits for this answer. */
const MONOLITH_TIMEOUT_MS = 1_000;
const RELAY_EVERY_MS = 200;

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment }: StartOptions): Promise<void> {
  const log = pino({ name: 'accounts' });
  const { MONOLITH_URL: url, INTERNAL_TOKEN: token } = environment;
  const logError = (error: unknown, request: string): void => log.error({ err: error, request }, 'request failed');
  const db = await openStore(environment['DATABASE_URL']);
  const monolith = url !== undefined && token !== undefined ? createMonolith({ url, token, timeoutMs: MONOLITH_TIMEOUT_MS }) : undefined;
  const stopping = new AbortController();
  const relaying = monolith ? relayOutbox({ db, monolith, now: () => new Date(), everyMs: RELAY_EVERY_MS, logError, stopping: stopping.signal }) : Promise.resolve();
  const app = createApp({ db, now: Date.now, newId: randomUUID, askMonolith: monolith?.ask, internalToken: token, logError });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    if (!server.listening) res.setHeader('connection', 'close');
    app(req, res);
  });
  server.listen(Number(environment['PORT'] ?? 3000), environment['HOST'] ?? '0.0.0.0');
  const stop = async (): Promise<void> => {
    await close(server);
    stopping.abort();
    await relaying;
    await db.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

function close(server: Server): Promise<void> {
  // Connections whose last answer began before the stop fall idle without closing.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  return new Promise((resolve) =>
    server.close(() => {
      clearInterval(sweep);
      resolve();
    }),
  );
}
