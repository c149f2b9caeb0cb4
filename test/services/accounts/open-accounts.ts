import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { createAccountsService, type AccountsService } from '../../../legacy-sample/accounts/accounts-service.ts';
import { relayEndedSessions } from '../../../legacy-sample/accounts/relay-ended-sessions.ts';
import { createApp as createShop } from '../../../legacy-sample/app.ts';
import { openDatabase } from '../../../legacy-sample/database/open-database.ts';
import { createApp } from '../../../services/accounts/app.ts';
import { createMonolith } from '../../../services/accounts/monolith/monolith.ts';
import { relayOutbox } from '../../../services/accounts/monolith/relay-outbox.ts';
import { openStore } from '../../../services/accounts/store/open-store.ts';

export const TOKEN = 'only-for-the-shop';

export interface Side {
  readonly url: string;
  readonly app: Express;
  readonly db: { query(sql: string, params?: unknown[]): Promise<{ readonly rows: object[] }> };
  readonly errors: unknown[];
  /** Not to be reached from now on, or reached again. */
  goAway(): void;
  comeBack(): void;
}

export interface BothSides {
  readonly accounts: Side;
  readonly monolith: Side;
  close(): Promise<void>;
}

/** The monolith and the accounts service, who know each other, each with its own database. */
export async function openBothSides(url?: string): Promise<BothSides> {
  const [shopDb, store] = [await openDatabase(), await openStore(url)];
  const stopping = new AbortController();
  const errors = { accounts: [] as unknown[], monolith: [] as unknown[] };
  const doors = { accounts: await openDoor(), monolith: await openDoor() };
  const accountsService: AccountsService = createAccountsService({ url: doors.accounts.url, token: TOKEN });
  const monolithService = createMonolith({ url: doors.monolith.url, token: TOKEN, timeoutMs: 1_000 });
  const common = { now: Date.now, newId: randomUUID, internalToken: TOKEN };
  const shop = createShop({ ...common, db: shopDb, exportPauseMs: 0, accounts: accountsService, stopping: stopping.signal, logError: (error) => errors.monolith.push(error) });
  const app = createApp({ ...common, db: store, askMonolith: monolithService.ask, logError: (error) => errors.accounts.push(error) });
  doors.accounts.lead(app);
  doors.monolith.lead(shop);
  const relays = [
    relayEndedSessions(shopDb, accountsService, stopping.signal, () => {}),
    relayOutbox({ db: store, monolith: monolithService, now: () => new Date(), everyMs: 20, logError: () => {}, stopping: stopping.signal }),
  ];
  return {
    accounts: { app, db: store, errors: errors.accounts, ...doors.accounts },
    monolith: { app: shop, db: shopDb, errors: errors.monolith, ...doors.monolith },
    async close() {
      stopping.abort();
      await Promise.all(relays);
      for (const door of Object.values(doors)) await door.close();
      await Promise.all([shopDb.close(), store.close()]);
    },
  };
}

/** A listening server that can be made to hang up on everybody. */
async function openDoor(): Promise<{ readonly url: string; lead(to: RequestListener): void; goAway(): void; comeBack(): void; close(): Promise<void> }> {
  let isThere = true;
  let listener: RequestListener | undefined;
  const server = createServer((req, res) => {
    if (isThere && listener) listener(req, res);
    else req.socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to) => (listener = to),
    goAway: () => (isThere = false),
    comeBack: () => (isThere = true),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
