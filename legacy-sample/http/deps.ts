import type { Database } from '../database/database.ts';

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
  readonly logError: (error: unknown, request: string) => void;
}
