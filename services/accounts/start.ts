import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { createFetchNamed } from './discovery/fetch-named.ts';
import { openBus } from './events/open-bus.ts';
import { startEvents } from './events/start-events.ts';
import { endWhenTold, serve, stopServing } from './http/serve.ts';
import { createAskMonolith } from './monolith/monolith.ts';
import { hearOfSessions } from './sessions/hear-of-sessions.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  /** `PORT`, `HOST`, `DATABASE_URL`, `EVENTS_URL` or `EVENTS_TOPIC_ARN` and `EVENTS_QUEUE_URL`, `MONOLITH_URL`, `INTERNAL_TOKEN`, `DNS_SERVER`, `LOG_LEVEL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A caller waits for this answer. */
const MONOLITH_TIMEOUT_MS = 1_000;

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment }: StartOptions): Promise<void> {
  const log = pino({ name: 'accounts', level: environment['LOG_LEVEL'] ?? 'info' });
  const { DATABASE_URL, MONOLITH_URL: url, INTERNAL_TOKEN: token, DNS_SERVER, PORT, HOST } = environment;
  const logError = (error: unknown, what: string): void => log.error({ err: error, what }, 'failed');
  const db = await openStore(DATABASE_URL);
  const askMonolith = url !== undefined && token !== undefined ? createAskMonolith({ url, token, timeoutMs: MONOLITH_TIMEOUT_MS, fetchNamed: createFetchNamed(DNS_SERVER) }) : undefined;
  const app = createApp({ db, now: Date.now, newId: randomUUID, askMonolith, internalToken: token, logRequest: (request) => log.info(request, 'request'), logError });
  const bus = await openBus(environment, 'accounts');
  const stopEvents = bus && startEvents({ db, bus, source: 'accounts', handle: hearOfSessions(() => new Date()), logError });
  const server = await serve(app, Number(PORT ?? 3000), HOST ?? '0.0.0.0');
  endWhenTold(
    async () => {
      await stopServing(server);
      await stopEvents?.();
      await db.close();
    },
    (error) => logError(error, 'stopping'),
  );
}
