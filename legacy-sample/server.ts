import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAskAccounts, type ServiceOptions } from './accounts/accounts-service.ts';
import { createApp } from './app.ts';
import { openDatabase } from './database/open-database.ts';
import { createFetchNamed } from './discovery/fetch-named.ts';
import { handleEvent } from './events/handle-event.ts';
import { nothingHeard } from './events/nothing-heard.ts';
import { openBus } from './events/open-bus.ts';
import { startEvents } from './events/start-events.ts';
import { endWhenTold, serve, stopServing } from './http/serve.ts';
import { createAskOrders } from './orders/orders-service.ts';

const log = pino({ name: 'shop' });
const { DATABASE_URL, ACCOUNTS_URL, ORDERS_URL, INTERNAL_TOKEN: token, DNS_SERVER, PORT, HOST } = process.env;
const db = await openDatabase(DATABASE_URL);
const fetchNamed = createFetchNamed(DNS_SERVER);
const service = (url: string | undefined): ServiceOptions | undefined => (url !== undefined && token !== undefined ? { url, token, fetchNamed, isToCome: () => nothingHeard(db) } : undefined);
const [accounts, orders] = [service(ACCOUNTS_URL), service(ORDERS_URL)];
const stopping = new AbortController();
const logError = (error: unknown, request: string): void => log.error({ err: error, request }, 'request failed');
const app = createApp({
  db,
  now: Date.now,
  newId: randomUUID,
  exportPauseMs: 100,
  internalToken: token,
  askAccounts: accounts && createAskAccounts(accounts),
  askOrders: orders && createAskOrders(orders),
  stopping: stopping.signal,
  logError,
});
const bus = await openBus(process.env, 'monolith');
const stopEvents = bus && startEvents({ db, bus, source: 'monolith', handle: handleEvent(() => new Date()), logError });
const server = await serve(app, Number(PORT ?? 3000), HOST ?? '0.0.0.0');
endWhenTold(
  async () => {
    stopping.abort();
    await stopServing(server);
    await stopEvents?.();
    await db.close();
  },
  (error) => log.fatal({ err: error }, 'could not stop'),
);
