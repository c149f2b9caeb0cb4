import type { AskAccounts } from '../accounts/accounts-service.ts';
import type { Database } from '../database/database.ts';
import type { AskOrders } from '../orders/orders-service.ts';
import type { PlacedOrders } from '../orders/placed-orders.ts';

/** What the application is built from; tests and the server pass their own. */
export interface Deps {
  readonly db: Database;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A new UUID. */
  readonly newId: () => string;
  /** Pause between two chunks of the product export, in milliseconds; a warehouse's connection is slow. */
  readonly exportPauseMs: number;
  /** Whoever bears it may ask whose session a cookie is; without one nobody may. */
  readonly internalToken?: string | undefined;
  /** The service that takes the accounts over, from the day it stands beside the monolith: sessions begin at either. */
  readonly askAccounts?: AskAccounts | undefined;
  /** And the one that takes the orders over. */
  readonly askOrders?: AskOrders | undefined;
  /** Aborted when the process is told to stop: answers without an end, end then. */
  readonly stopping: AbortSignal;
  readonly logError: (error: unknown, request: string) => void;
}

/** And what it makes for itself. */
export interface ShopDeps extends Deps {
  readonly placed: PlacedOrders;
}
