import { randomUUID } from 'node:crypto';
import type { Express } from 'express';
import { createApp, type AppDeps } from '../../../services/catalog/app.ts';
import { openStore } from '../../../services/catalog/store/open-store.ts';

/** The catalog service with its own store; close it afterwards. */
export async function openCatalog(overrides: Partial<AppDeps> = {}): Promise<{ readonly app: Express; readonly errors: unknown[]; readonly close: () => void }> {
  const store = await openStore();
  const errors: unknown[] = [];
  const app = createApp({ store, now: Date.now, newId: randomUUID, logError: (error) => errors.push(error), ...overrides });
  return { app, errors, close: () => store.close() };
}
