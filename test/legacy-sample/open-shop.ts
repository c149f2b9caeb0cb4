import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { createApp } from '../../legacy-sample/app.ts';
import type { Database } from '../../legacy-sample/database/database.ts';
import { openDatabase } from '../../legacy-sample/database/open-database.ts';

export interface Shop {
  readonly app: Express;
  readonly db: Database;
  /** What was logged as an error. */
  readonly errors: unknown[];
  /** Tells the application that its process is to stop. */
  stop(): void;
}

/** The monolith with its database, embedded or at `url`, seeded; the export does not pause. Close its `db` afterwards. */
export async function openShop(url?: string): Promise<Shop> {
  const db = await openDatabase(url);
  const errors: unknown[] = [];
  const stopping = new AbortController();
  const app = createApp({ db, now: Date.now, newId: randomUUID, exportPauseMs: 0, stopping: stopping.signal, logError: (error) => errors.push(error) });
  return { app, db, errors, stop: () => stopping.abort() };
}
