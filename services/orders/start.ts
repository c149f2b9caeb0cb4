import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAskAccounts, type ProgramOptions } from './accounts/accounts.ts';
import { createApp } from './app.ts';
import { createFetchNamed } from './discovery/fetch-named.ts';
import { handleEvent } from './events/handle-event.ts';
import { openBus } from './events/open-bus.ts';
import { startEvents } from './events/start-events.ts';
import { endWhenTold, serve, stopServing } from './http/serve.ts';
import { createAskMonolith } from './monolith/monolith.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  /** `PORT`, `HOST`, `DATABASE_URL`, `EVENTS_URL` or `EVENTS_TOPIC_ARN` and `EVENTS_QUEUE_URL`, `ACCOUNTS_URL`, `MONOLITH_URL`, `INTERNAL_TOKEN`, `DNS_SERVER`, `LOG_LEVEL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A caller waits for this answer. */
const TIMEOUT_MS = 1_000;

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment }: StartOptions): Promise<void> {
  const log = pino({ name: 'orders', level: environment['LOG_LEVEL'] ?? 'info' });
  const { DATABASE_URL, ACCOUNTS_URL, MONOLITH_URL, INTERNAL_TOKEN: token, DNS_SERVER, PORT, HOST } = environment;
  const logError = (error: unknown, what: string): void => log.error({ err: error, what }, 'failed');
  const db = await openStore(DATABASE_URL);
  const fetchNamed = createFetchNamed(DNS_SERVER);
  const program = (url: string | undefined): ProgramOptions | undefined => (url !== undefined && token !== undefined ? { url, token, timeoutMs: TIMEOUT_MS, fetchNamed } : undefined);
  const [accounts, monolith] = [program(ACCOUNTS_URL), program(MONOLITH_URL)];
  const stopping = new AbortController();
  const app = createApp({
    db,
    now: Date.now,
    newId: randomUUID,
    askAccounts: accounts && createAskAccounts(accounts),
    askMonolith: monolith && createAskMonolith(monolith),
    internalToken: token,
    stopping: stopping.signal,
    logRequest: (request) => log.info(request, 'request'),
    logError,
  });
  const bus = await openBus(environment, 'orders');
  const stopEvents = bus && startEvents({ db, bus, source: 'orders', handle: handleEvent(() => new Date()), logError });
  const server = await serve(app, Number(PORT ?? 3000), HOST ?? '0.0.0.0');
  endWhenTold(
    async () => {
      // Answers without an end, end now: the server waits for them.
      stopping.abort();
      await stopServing(server);
      await stopEvents?.();
      await db.close();
    },
    (error) => logError(error, 'stopping'),
  );
}
