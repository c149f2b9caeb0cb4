import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { adminApi } from './admin-api.ts';
import { clientApi } from './client-api.ts';
import { FlagStore } from './flag-store.ts';
import { environmentOf, requireAdmin, requireClient, type Tokens } from './tokens.ts';
import { errorBody, notFound, UnleashError } from './unleash-error.ts';

export interface UnleashOptions extends Tokens {
  readonly host: string;
  /** 0 or absent is any free port. */
  readonly port?: number;
  readonly now: () => number;
}

export interface Unleash {
  /** Without `/api`, which the SDKs want appended. */
  readonly url: string;
  close(): Promise<void>;
}

/** An Unleash server with the Admin and Client APIs of the open-source one, and its state in memory. Streaming and delta are Unleash Enterprise's. */
export async function startUnleash({ host, port = 0, now, ...tokens }: UnleashOptions): Promise<Unleash> {
  const store = new FlagStore(now);
  const app = express().disable('x-powered-by').disable('etag');
  app.get(['/health', '/ready'], (_request, response) => void response.json({ health: 'GOOD' }));
  app.use('/api/admin', requireAdmin(tokens));
  app.use('/api/client', requireClient(tokens));
  app.use(express.json({ limit: '1mb' }));
  app.use('/api/admin', adminApi(store));
  app.use('/api/client', clientApi(store, environmentOf(tokens.clientToken)));
  app.use((request) => {
    throw notFound(`The path you were looking for (${request.path}) is not available.`);
  });
  app.use(answerError);

  const server = app.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Every refusal is JSON. The real server answers a body that is no JSON with a page; no client should have to meet that here. */
function answerError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const refusal = error instanceof UnleashError ? error : asUnleashError(error);
  response.status(refusal.status).json(errorBody(refusal));
}

/** What Express itself throws carries a status: a body that is no JSON, or is too large. */
function asUnleashError(error: unknown): UnleashError {
  const { status = 500, message = 'unknown' } = error as { status?: number; message?: string };
  return new UnleashError(status, status < 500 ? 'BadDataError' : 'UnknownError', message);
}
