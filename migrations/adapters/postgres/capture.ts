import type { ChangeReading, WatchedTable } from '../../data/store.ts';
import type { Database } from './database.ts';
import type { Tables } from './describe-table.ts';

/** How the changes of a store's moved tables become known: by triggers and an outbox, or by the server's own log. What the mover itself writes is not among them. */
export interface Capture extends ChangeReading {
  /** From when this returns, every change that is not visible yet is captured. What has begun already goes on, and is put right. */
  begin(tables: readonly WatchedTable[]): Promise<void>;
  /** Captures nothing more, and forgets what was captured. */
  end(tables: readonly string[]): Promise<void>;
  /** What is not in place of `begin`, in words. */
  missing(tables: readonly WatchedTable[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface CaptureParts {
  readonly db: Database;
  readonly group: string;
  readonly tables: Tables;
  /** The key by which a table's changes are told. */
  readonly keyOf: (table: string) => readonly string[];
}

export type OpenCapture = (parts: CaptureParts) => Capture;
