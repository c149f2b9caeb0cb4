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
}

/** The monolith with its database, seeded; the export does not pause. Close its `db` afterwards. */
export async function openShop(): Promise<Shop> {
  const db = await openDatabase();
  const errors: unknown[] = [];
  const app = createApp({ db, now: Date.now, newId: randomUUID, exportPauseMs: 0, logError: (error) => errors.push(error) });
  return { app, db, errors };
}
