import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createAccountsService } from './accounts/accounts-service.ts';
import { relayEndedSessions } from './accounts/relay-ended-sessions.ts';
import { createApp } from './app.ts';
import { openDatabase } from './database/open-database.ts';
import { serve, stopServing } from './http/serve.ts';

const log = pino({ name: 'shop' });
const db = await openDatabase(process.env['DATABASE_URL']);
const { ACCOUNTS_URL: url, INTERNAL_TOKEN: token } = process.env;
const accounts = url !== undefined && token !== undefined ? createAccountsService({ url, token }) : undefined;
const stop = new AbortController();
const logError = (error: unknown, request: string): void => log.error({ err: error, request }, 'request failed');
const app = createApp({
  db,
  now: Date.now,
  newId: randomUUID,
  exportPauseMs: 100,
  internalToken: token,
  accounts,
  stopping: stop.signal,
  logError,
});
const server = await serve(app, Number(process.env['PORT'] ?? 3000), process.env['HOST'] ?? '0.0.0.0');
const relaying = accounts ? relayEndedSessions(db, accounts, stop.signal, logError) : Promise.resolve();

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort();
    stopServing(server).then(() => relaying).then(() => db.close()).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop');
        process.exit(1);
      },
    );
  });
}
