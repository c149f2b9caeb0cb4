import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Database } from './database/database.ts';
import { fencedBy } from './database/fenced-by.ts';
import type { AskMonolith } from './monolith/monolith.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { logRequests, type LogRequest } from './routes/log-requests.ts';
import { openApi } from './routes/open-api.ts';
import { internalRoutes } from './routes/internal-routes.ts';
import { Problem } from './routes/problem.ts';
import { reply, type ReplyDeps } from './routes/reply.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { createWhoCalls } from './sessions/who-calls.ts';

export interface AppDeps extends ReplyDeps {
  readonly db: Database;
  /** Absent once the monolith has no sessions any more. */
  readonly askMonolith?: AskMonolith | undefined;
  /** Of the shop's own programs; without one nobody may ask whose a session is. */
  readonly internalToken?: string | undefined;
  readonly logRequest?: LogRequest;
  readonly logError: (error: unknown, request: string) => void;
}

/** The accounts service. */
export function createApp(deps: AppDeps): Express {
  const sessions = createSessionStore(deps.db, () => new Date(deps.now()), deps.newId);
  const whoCalls = createWhoCalls(sessions, deps.askMonolith);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', async (_req, res) => {
    await deps.db.query('select 1');
    res.json({ status: 'ok' });
  });
  app.get('/openapi.json', openApi);
  app.use(logRequests(deps));
  if (deps.internalToken !== undefined) app.use(internalRoutes({ token: deps.internalToken, sessions, whoCalls }));
  app.use(accountRoutes({ ...deps, sessions, whoCalls }));
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
