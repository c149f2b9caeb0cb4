import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { openDatabase } from './database/open-database.ts';
import { serve, stopServing } from './http/serve.ts';

const log = pino({ name: 'shop' });
const db = await openDatabase(process.env['DATABASE_URL']);
const stop = new AbortController();
const app = createApp({
  db,
  now: Date.now,
  newId: randomUUID,
  exportPauseMs: 100,
  internalToken: process.env['INTERNAL_TOKEN'],
  stopping: stop.signal,
  logError: (error, request) => log.error({ err: error, request }, 'request failed'),
});
const server = await serve(app, Number(process.env['PORT'] ?? 3000), process.env['HOST'] ?? '0.0.0.0');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort();
    stopServing(server).then(() => db.close()).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop');
        process.exit(1);
      },
    );
  });
}
