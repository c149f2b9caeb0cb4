import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { connect } from './database/connect.ts';
import { createFetchNamed } from './discovery/fetch-named.ts';
import { hearEvents } from './events/inbox.ts';
import { relayOutbox } from './events/outbox.ts';
import { createPostgresBus } from './events/postgres-bus.ts';
import { createAskMonolith } from './monolith/monolith.ts';
import { hearOfSessions } from './sessions/hear-of-sessions.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  /** `PORT`, `HOST`, `DATABASE_URL`, `EVENTS_URL`, `MONOLITH_URL`, `INTERNAL_TOKEN`, `DNS_SERVER`, `LOG_LEVEL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Longer than a load balancer keeps an idle connection (60 s), so that it never writes into one being closed. */
const KEEP_ALIVE_MS = 75_000;
/** A caller waits for this answer. */
const MONOLITH_TIMEOUT_MS = 1_000;
const BUS_CONNECTIONS = 2;

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment }: StartOptions): Promise<void> {
  const log = pino({ name: 'accounts', level: environment['LOG_LEVEL'] ?? 'info' });
  const { DATABASE_URL, EVENTS_URL, MONOLITH_URL: url, INTERNAL_TOKEN: token, DNS_SERVER } = environment;
  const logError = (error: unknown, what: string): void => log.error({ err: error, what }, 'failed');
  const db = await openStore(DATABASE_URL);
  const askMonolith = url !== undefined && token !== undefined ? createAskMonolith({ url, token, timeoutMs: MONOLITH_TIMEOUT_MS, fetchNamed: createFetchNamed(DNS_SERVER) }) : undefined;
  const bus = EVENTS_URL === undefined ? undefined : await createPostgresBus(connect(EVENTS_URL, BUS_CONNECTIONS), 'accounts');
  const stopping = new AbortController();
  const { signal } = stopping;
  const working = bus ? [relayOutbox({ db, bus, source: 'accounts', stopping: signal, logError }), hearEvents({ db, bus, handle: hearOfSessions(() => new Date()), stopping: signal, logError })] : [];
  const app = createApp({ db, now: Date.now, newId: randomUUID, askMonolith, internalToken: token, logRequest: (request) => log.info(request, 'request'), logError });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    if (!server.listening) res.setHeader('connection', 'close');
    app(req, res);
  });
  server.listen(Number(environment['PORT'] ?? 3000), environment['HOST'] ?? '0.0.0.0');
  const stop = async (): Promise<void> => {
    await close(server);
    stopping.abort();
    await Promise.all(working);
    await bus?.close();
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
