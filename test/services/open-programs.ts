import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Express } from 'express';
import { createAskAccounts } from '../../legacy-sample/accounts/accounts-service.ts';
import { hearOfSession } from '../../legacy-sample/accounts/hear-of-session.ts';
import { createApp as createShop } from '../../legacy-sample/app.ts';
import { openDatabase } from '../../legacy-sample/database/open-database.ts';
import { hearOfOrder } from '../../legacy-sample/orders/hear-of-order.ts';
import { createAskOrders } from '../../legacy-sample/orders/orders-service.ts';
import { createApp as createAccounts } from '../../services/accounts/app.ts';
import { createAskMonolith } from '../../services/accounts/monolith/monolith.ts';
import { hearOfSessions } from '../../services/accounts/sessions/hear-of-sessions.ts';
import { openStore as openAccountsStore } from '../../services/accounts/store/open-store.ts';
import { createAskAccounts as createAskAccountsOfOrders } from '../../services/orders/accounts/accounts.ts';
import { createApp as createOrders } from '../../services/orders/app.ts';
import { connect } from '../../services/orders/database/connect.ts';
import type { Database, Queryable } from '../../services/orders/database/database.ts';
import { createFetchNamed } from '../../services/orders/discovery/fetch-named.ts';
import type { ShopEvent } from '../../services/orders/events/event-bus.ts';
import { hearEvents } from '../../services/orders/events/inbox.ts';
import { relayOutbox } from '../../services/orders/events/outbox.ts';
import { createPostgresBus } from '../../services/orders/events/postgres-bus.ts';
import { createAskMonolith as createAskMonolithOfOrders } from '../../services/orders/monolith/monolith.ts';
import { hearOfOrder as hearOfOrderAtService } from '../../services/orders/orders/hear-of-order.ts';
import { hearOfSession as hearOfSessionAtOrders } from '../../services/orders/sessions/session-store.ts';
import { openStore as openOrdersStore } from '../../services/orders/store/open-store.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { openDoor, type Door } from './open-door.ts';

export const TOKEN = 'only-for-the-shop';

export interface Program extends Door {
  readonly app: Express;
  readonly db: Database;
  /** What was logged as an error of a request. */
  readonly errors: unknown[];
}

export interface Programs {
  readonly monolith: Program;
  readonly accounts: Program;
  readonly orders: Program;
  readonly bus: Database;
  /** Hears nothing and tells nothing from now on, until `resume`. */
  holdEvents(): Promise<void>;
  resumeEvents(): Promise<void>;
  close(): Promise<void>;
}

type Name = 'monolith' | 'accounts' | 'orders';

/** The monolith, the accounts service and the orders service, who know each other, each with its own database, and the bus between them. */
export async function openPrograms(urls: Readonly<Record<'shop' | 'accounts' | 'orders' | 'events', string>>): Promise<Programs> {
  const dbs: Record<Name, Database> = { monolith: await openDatabase(urls.shop), accounts: await openAccountsStore(urls.accounts), orders: await openOrdersStore(urls.orders) };
  const bus = await openBus(urls.events);
  const doors: Record<Name, Door> = { monolith: await openDoor(), accounts: await openDoor(), orders: await openDoor() };
  const errors: Record<Name, unknown[]> = { monolith: [], accounts: [], orders: [] };
  const stopping = new AbortController();
  const common = (name: Name): { now: () => number; newId: () => string; internalToken: string; logError: (error: unknown) => void } => ({ now: Date.now, newId: randomUUID, internalToken: TOKEN, logError: (error) => errors[name].push(error) });
  const to = (name: Name) => ({ url: doors[name].url, token: TOKEN, timeoutMs: 1_000, fetchNamed: createFetchNamed(undefined) });
  const apps: Record<Name, Express> = {
    monolith: createShop({ ...common('monolith'), db: dbs.monolith, exportPauseMs: 0, askAccounts: createAskAccounts(to('accounts')), askOrders: createAskOrders(to('orders')), stopping: stopping.signal }),
    accounts: createAccounts({ ...common('accounts'), db: dbs.accounts, askMonolith: createAskMonolith(to('monolith')) }),
    orders: createOrders({ ...common('orders'), db: dbs.orders, askAccounts: createAskAccountsOfOrders(to('accounts')), askMonolith: createAskMonolithOfOrders(to('monolith')), stopping: stopping.signal }),
  };
  const names: readonly Name[] = ['monolith', 'accounts', 'orders'];
  for (const name of names) doors[name].lead(apps[name]);
  let events = await startEvents(dbs, bus);
  const program = (name: Name): Program => ({ ...doors[name], app: apps[name], db: dbs[name], errors: errors[name] });
  return {
    monolith: program('monolith'),
    accounts: program('accounts'),
    orders: program('orders'),
    bus,
    holdEvents: () => events.stop(),
    resumeEvents: async () => void (events = await startEvents(dbs, bus)),
    async close() {
      stopping.abort();
      await events.stop();
      for (const name of names) await doors[name].close();
      await Promise.all([...names.map((name) => dbs[name].close()), bus.close()]);
    },
  };
}

/** What each program does with an event. */
const HANDLE: Readonly<Record<Name, (tx: Queryable, event: ShopEvent) => Promise<void>>> = {
  monolith: (tx, event) => (event.kind === 'order.placed' ? hearOfOrder(tx, event) : hearOfSession(tx, event, new Date())),
  accounts: hearOfSessions(() => new Date()),
  orders: (tx, event) => (event.kind === 'order.placed' ? hearOfOrderAtService(tx, event) : hearOfSessionAtOrders(tx, event, new Date())),
};

async function startEvents(dbs: Readonly<Record<Name, Database>>, database: Database): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const logError = (): void => {};
  const working = await Promise.all(
    (['monolith', 'accounts', 'orders'] as const).map(async (name) => {
      const [db, bus] = [dbs[name], await createPostgresBus(database, name)];
      return [relayOutbox({ db, bus, source: name, stopping: stopping.signal, logError }), hearEvents({ db, bus, handle: HANDLE[name], stopping: stopping.signal, logError })];
    }),
  );
  return {
    async stop() {
      stopping.abort();
      await Promise.all(working.flat());
    },
  };
}

/** Empty databases for them, on a server. */
export async function shopDatabases(server: PostgresServer): Promise<Record<'shop' | 'accounts' | 'orders' | 'events', string>> {
  return { shop: await server.createDatabase('shop'), accounts: await server.createDatabase('accounts'), orders: await server.createDatabase('orders'), events: await server.createDatabase('events') };
}

async function openBus(url: string): Promise<Database> {
  const bus = connect(url, 4);
  await bus.query(await readFile(new URL('../../demo/events/bus.sql', import.meta.url), 'utf8'));
  return bus;
}
