import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Snapshot } from '../state/snapshot.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { clientRoutes } from './client/client-routes.ts';
import { frontendRoutes } from './frontend/frontend-routes.ts';
import { freshState } from './state/fresh-state.ts';
import { createStore, restoreState } from './state/store.ts';
import { requireAdmin, requireToken } from './tokens/guards.ts';
import { knownToken } from './tokens/tokens.ts';
import { errorBody, UnleashError } from './unleash-error.ts';

export interface UnleashOptions {
  readonly host: string;
  /** 0 or absent is any free port. */
  readonly port?: number;
  readonly adminToken: string;
  /** `*:production.<secret>`: the part before the dot names the environment that its bearer sees. */
  readonly clientToken: string;
  readonly now: () => number;
  /** From 0 to below 1, for callers without identity in the Frontend API. */
  readonly random?: () => number;
  /** Of an earlier sandbox. Its tokens go on to work, beside the two above. Absent: a fresh installation. */
  readonly restored?: Snapshot | undefined;
  /** Sees every request before anything else does. */
  readonly intercept?: RequestHandler | undefined;
}

export interface Unleash {
  /** Without `/api`, which the SDKs want appended. */
  readonly url: string;
  /** All that is known, but for who is connected. */
  snapshot(): Snapshot;
  close(): Promise<void>;
}

/** What the real one takes, metrics included. */
const MAX_BODY = '100kb';
const RANDOM_STEPS = 1_000_000;

/**
 * An Unleash server with the Admin, Client and Frontend APIs of the open-source one, and its state in memory. Streaming and delta are Unleash Enterprise's.
 * @throws Error where `restored` is no snapshot of one.
 */
export async function startUnleash({ host, port = 0, now, random = () => randomInt(RANDOM_STEPS) / RANDOM_STEPS, adminToken, clientToken, restored, intercept }: UnleashOptions): Promise<Unleash> {
  const state = restored === undefined ? freshState(now()) : restoreState(restored);
  const given = [knownToken(adminToken, 'admin', now()), knownToken(clientToken, 'client', now())];
  state.tokens = [...given.filter(({ secret }) => !state.tokens.some((each) => each.secret === secret)), ...state.tokens];
  const store = createStore(state, now);

  const app = express().disable('x-powered-by').disable('etag');
  if (intercept) app.use(intercept);
  app.get(['/health', '/ready'], (_request, response) => void response.json({ health: 'GOOD' }));
  app.use('/api/admin', requireAdmin(store));
  app.use('/api/client', requireToken(store, ['client', 'backend']));
  app.use('/api/frontend', allowBrowsers, requireToken(store, ['frontend']));
  app.use(requireJson, express.json({ limit: MAX_BODY, strict: false }));
  app.use('/api/admin', adminRoutes(store));
  app.use('/api/client', clientRoutes(store));
  app.use('/api/frontend', frontendRoutes(store, random));
  app.use((request) => {
    throw new UnleashError(404, 'NotFoundError', `The path you were looking for (${request.path}) is not available.`, { hasId: true });
  });
  app.use(answerError);

  const server = app.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    snapshot: () => store.snapshot(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Any page may ask for flags with a frontend token. */
function allowBrowsers(request: Request, response: Response, next: NextFunction): void {
  response.set('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') return next();
  response.set({ 'access-control-allow-methods': 'GET,HEAD,POST,OPTIONS', 'access-control-allow-headers': request.get('access-control-request-headers') ?? '*', 'access-control-max-age': '86400' });
  response.status(204).end();
}

function requireJson(request: Request, _response: Response, next: NextFunction): void {
  const type = request.get('content-type');
  // Without a body it says null.
  if (type === undefined || request.is('json') !== false) return next();
  throw new UnleashError(415, 'ContentTypeError', `We do not accept the content-type you provided (${type}). Try using one of the content-types we do accept instead (application/json) and make sure the body is in the corresponding format.`, { hasId: true });
}

/** Every refusal is JSON. The real server answers a body that is no JSON with a page; no client should have to meet that here. */
function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  const refusal = error instanceof UnleashError ? error : asUnleashError(error);
  response.status(refusal.status).json(errorBody(refusal));
}

/** What Express itself throws carries a status: a body that is no JSON, or is too large. */
function asUnleashError(error: unknown): UnleashError {
  const { status = 500, message = 'unknown' } = error as { status?: number; message?: string };
  return new UnleashError(status, status < 500 ? 'BadDataError' : 'UnknownError', message, { hasId: true });
}
