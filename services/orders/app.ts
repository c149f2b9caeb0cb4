import express, { type ErrorRequestHandler, type Express } from 'express';
import { fencedBy } from './database/fenced-by.ts';
import type { Database } from './database/database.ts';
import type { AskMonolith } from './monolith/monolith.ts';
import { createOrderFeed } from './orders/order-feed.ts';
import { internalRoutes } from './routes/internal-routes.ts';
import { logRequests, type LogRequest } from './routes/log-requests.ts';
import { openApi } from './routes/open-api.ts';
import { orderRoutes } from './routes/order-routes.ts';
import { Problem } from './routes/problem.ts';
import { reply, type ReplyDeps } from './routes/reply.ts';
import type { AskForSession } from './sessions/session.ts';
import { createWhoCalls } from './sessions/who-calls.ts';

export interface AppDeps extends ReplyDeps {
  readonly db: Database;
  /** Absent where there is no accounts service. */
  readonly askAccounts?: AskForSession | undefined;
  /** Absent once the monolith has no orders any more. */
  readonly askMonolith?: AskMonolith | undefined;
  /** Of the shop's own programs; without one nobody may ask for the orders of others. */
  readonly internalToken?: string | undefined;
  /** Aborted when the process is told to stop: answers without an end, end then. */
  readonly stopping: AbortSignal;
  readonly logRequest?: LogRequest;
  readonly logError: (error: unknown, request: string) => void;
}

/** The orders service. */
export function createApp(deps: AppDeps): Express {
  const { db, askAccounts, askMonolith, internalToken } = deps;
  const whoCalls = createWhoCalls(db, [askAccounts, askMonolith?.session].filter((ask) => ask !== undefined));
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', async (_req, res) => {
    await db.query('select 1');
    res.json({ status: 'ok' });
  });
  app.get('/openapi.json', openApi);
  app.use(logRequests(deps));
  if (internalToken !== undefined) app.use(internalRoutes({ db, token: internalToken }));
  app.use(orderRoutes({ ...deps, whoCalls, feed: createOrderFeed(deps) }));
  app.use((req) => {
    throw Problem.notFound(`Nothing here answers ${req.method} ${req.path}`);
  });
  const answerProblem: ErrorRequestHandler = (error: unknown, req, res, next) => {
    const owner = fencedBy(error);
    if (owner !== undefined && !res.headersSent) res.set('x-banyan-fenced', owner);
    const { status, code, message } = owner === undefined ? Problem.from(error) : Problem.unavailable('The writes of this are elsewhere');
    if (status >= 500) deps.logError(error, `${req.method} ${req.path}`);
    if (res.headersSent) next(error);
    else reply(res, deps, { error: { code, message } }, status);
  };
  app.use(answerProblem);
  return app;
}
