import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { createApp, type AppDeps } from './app.ts';
import { endWhenTold, serve, stopServing } from './http/serve.ts';
import { openStore } from './store/open-store.ts';

export interface StartOptions {
  /** `PORT`, `HOST`, `LOG_LEVEL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly formatPrice?: AppDeps['formatPrice'];
}

/** Runs the service until the process is told to stop; then what is in flight is finished first. */
export async function start({ environment, formatPrice }: StartOptions): Promise<void> {
  const log = pino({ name: 'catalog', level: environment['LOG_LEVEL'] ?? 'info' });
  const logError = (error: unknown, what: string): void => log.error({ err: error, what }, 'failed');
  const { PORT, HOST } = environment;
  const store = await openStore();
  const app = createApp({ store, now: Date.now, newId: randomUUID, logRequest: (request) => log.info(request, 'request'), logError, ...(formatPrice && { formatPrice }) });
  const server = await serve(app, Number(PORT ?? 3000), HOST ?? '0.0.0.0');
  endWhenTold(
    async () => {
      await stopServing(server);
      store.close();
    },
    (error) => logError(error, 'stopping'),
  );
}
