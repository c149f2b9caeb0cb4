import type { Capturing, ChangeReading, WatchedTable } from '../../data/store.ts';
import type { Database } from './database.ts';
import type { Tables } from './describe-table.ts';

/** What waits for the mover may take so much of a store's disk; beyond that gates are held. */
export const KEEPS_MOST_MIB = 1_024;

/** How the changes of a store's moved tables become known: by triggers and an outbox, or by the server's own log. What the mover itself writes is not among them. */
export interface Capture extends ChangeReading {
  /** From when this returns, every change that is not visible yet is captured, if it is to be `on`. What has begun already goes on, and is put right. */
  begin(tables: readonly WatchedTable[], capturing: Begun): Promise<void>;
  /** Captures nothing more, and forgets what was captured. */
  end(tables: readonly string[]): Promise<void>;
  /** What is not in place of `begin`, in words. */
  missing(tables: readonly WatchedTable[], capturing: Begun): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type Begun = Exclude<Capturing, 'off'>;

export type Keys = Readonly<Record<string, readonly string[]>>;

export interface CaptureParts {
  readonly db: Database;
  readonly group: string;
  readonly tables: Tables;
  /** Of every table that moves the columns by which its changes are told. */
  readonly keys: Keys;
  /** The columns of a table are to be looked at anew. */
  readonly forgetColumns: (table: string) => void;
}

export type OpenCapture = (parts: CaptureParts) => Capture;
