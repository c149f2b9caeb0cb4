import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { openShopStores, type ShopStores } from '../../demo/shop-stores.ts';
import { createAskAccounts } from '../../legacy-sample/accounts/accounts-service.ts';
import { createApp as createShop } from '../../legacy-sample/app.ts';
import { openDatabase } from '../../legacy-sample/database/open-database.ts';
import { handleEvent as handleAtMonolith } from '../../legacy-sample/events/handle-event.ts';
import { nothingHeard } from '../../legacy-sample/events/nothing-heard.ts';
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
import { handleEvent as handleAtOrders } from '../../services/orders/events/handle-event.ts';
import { createPostgresBus } from '../../services/orders/events/postgres-bus.ts';
import { startEvents } from '../../services/orders/events/start-events.ts';
import { createAskMonolith as createAskMonolithOfOrders } from '../../services/orders/monolith/monolith.ts';
import { openStore as openOrdersStore } from '../../services/orders/store/open-store.ts';
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
  readonly urls: ShopStores['urls'];
  /** Hears nothing and tells nothing from now on, until `resume`. */
  holdEvents(): Promise<void>;
  resumeEvents(): Promise<void>;
  close(): Promise<void>;
}

type Name = (typeof NAMES)[number];

const NAMES = ['monolith', 'accounts', 'orders'] as const;

/** The monolith, the accounts service and the orders service, who know each other, each with its own database, and the bus between them: on a PostgreSQL server of their own. `events`: whether they tell each other what happens. */
export async function openPrograms({ events: tell = true }: { readonly events?: boolean } = {}): Promise<Programs> {
  const stores = await openShopStores(undefined);
  const { urls } = stores;
  const dbs: Record<Name, Database> = { monolith: await openDatabase(urls.shop), accounts: await openAccountsStore(urls.accounts), orders: await openOrdersStore(urls.orders) };
  const bus = connect(urls.events, 2);
  const doors: Record<Name, Door> = { monolith: await openDoor(), accounts: await openDoor(), orders: await openDoor() };
  const errors: Record<Name, unknown[]> = { monolith: [], accounts: [], orders: [] };
  const stopping = new AbortController();
  const common = (name: Name): { now: () => number; newId: () => string; internalToken: string; logError: (error: unknown) => void } => ({ now: Date.now, newId: randomUUID, internalToken: TOKEN, logError: (error) => errors[name].push(error) });
  const to = (name: Name) => ({ url: doors[name].url, token: TOKEN, timeoutMs: 1_000, fetchNamed: createFetchNamed(undefined), isToCome: () => nothingHeard(dbs.monolith) });
  const apps: Record<Name, Express> = {
    monolith: createShop({ ...common('monolith'), db: dbs.monolith, exportPauseMs: 0, askAccounts: createAskAccounts(to('accounts')), askOrders: createAskOrders(to('orders')), stopping: stopping.signal }),
    accounts: createAccounts({ ...common('accounts'), db: dbs.accounts, askMonolith: createAskMonolith(to('monolith')) }),
    orders: createOrders({ ...common('orders'), db: dbs.orders, askAccounts: createAskAccountsOfOrders(to('accounts')), askMonolith: createAskMonolithOfOrders(to('monolith')), stopping: stopping.signal }),
  };
  for (const name of NAMES) doors[name].lead(apps[name]);
  const beginEvents = () => Promise.all(NAMES.map(async (source) => startEvents({ db: dbs[source], bus: await createPostgresBus(connect(urls.events, 2), source), source, handle: HANDLE[source], logError: () => {} })));
  let events = tell ? await beginEvents() : [];
  const holdEvents = async (): Promise<void> => void (await Promise.all(events.map((stop) => stop())));
  const program = (name: Name): Program => ({ ...doors[name], app: apps[name], db: dbs[name], errors: errors[name] });
  return {
    monolith: program('monolith'),
    accounts: program('accounts'),
    orders: program('orders'),
    bus,
    urls,
    holdEvents,
    resumeEvents: async () => void (events = await beginEvents()),
    async close() {
      stopping.abort();
      await holdEvents();
      for (const name of NAMES) await doors[name].close();
      await Promise.all([...NAMES.map((name) => dbs[name].close()), bus.close()]);
      await stores.close();
    },
  };
}

/** What each program does with an event. */
const HANDLE: Readonly<Record<Name, (tx: Queryable, event: ShopEvent) => Promise<void>>> = {
  monolith: handleAtMonolith(() => new Date()),
  accounts: hearOfSessions(() => new Date()),
  orders: handleAtOrders(() => new Date()),
};
