import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAskAccounts } from './accounts/accounts-service.ts';
import { hearOfSession } from './accounts/hear-of-session.ts';
import { createApp } from './app.ts';
import { connect } from './database/connect.ts';
import { openDatabase } from './database/open-database.ts';
import { createFetchNamed } from './discovery/fetch-named.ts';
import { hearEvents } from './events/inbox.ts';
import { relayOutbox } from './events/outbox.ts';
import { createPostgresBus } from './events/postgres-bus.ts';
import { serve, stopServing } from './http/serve.ts';
import { hearOfOrder } from './orders/hear-of-order.ts';
import { createAskOrders } from './orders/orders-service.ts';

const BUS_CONNECTIONS = 2;

const log = pino({ name: 'shop' });
const { DATABASE_URL, EVENTS_URL, ACCOUNTS_URL, ORDERS_URL, INTERNAL_TOKEN: token, DNS_SERVER, PORT, HOST } = process.env;
const db = await openDatabase(DATABASE_URL);
const fetchNamed = createFetchNamed(DNS_SERVER);
const stop = new AbortController();
const stopping = stop.signal;
const logError = (error: unknown, request: string): void => log.error({ err: error, request }, 'request failed');
const app = createApp({
  db,
  now: Date.now,
  newId: randomUUID,
  exportPauseMs: 100,
  internalToken: token,
  askAccounts: ACCOUNTS_URL !== undefined && token !== undefined ? createAskAccounts({ url: ACCOUNTS_URL, token, fetchNamed }) : undefined,
  askOrders: ORDERS_URL !== undefined && token !== undefined ? createAskOrders({ url: ORDERS_URL, token, fetchNamed }) : undefined,
  stopping,
  logError,
});
const server = await serve(app, Number(PORT ?? 3000), HOST ?? '0.0.0.0');
const bus = EVENTS_URL === undefined ? undefined : await createPostgresBus(connect(EVENTS_URL, BUS_CONNECTIONS), 'monolith');
const working = bus
  ? [
      relayOutbox({ db, bus, source: 'monolith', stopping, logError }),
      hearEvents({ db, bus, handle: (tx, event) => (event.kind === 'order.placed' ? hearOfOrder(tx, event) : hearOfSession(tx, event, new Date())), stopping, logError }),
    ]
  : [];

async function end(): Promise<void> {
  stop.abort();
  await stopServing(server);
  await Promise.all(working);
  await bus?.close();
  await db.close();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop');
        process.exit(1);
      },
    );
  });
}
