import express, { type ErrorRequestHandler, type Express } from 'express';
import { catalogRouter, type CatalogDeps } from './routes/catalog-router.ts';
import { formatPrice } from './routes/format-price.ts';
import { logRequests, type LogRequest } from './routes/log-requests.ts';
import { openApi } from './routes/open-api.ts';
import { Problem } from './routes/problem.ts';
import { reply } from './routes/reply.ts';

export interface AppDeps extends Omit<CatalogDeps, 'formatPrice'> {
  /** Default: half a cent rounds up. */
  readonly formatPrice?: CatalogDeps['formatPrice'];
  readonly logRequest?: LogRequest;
  readonly logError: (error: unknown, request: string) => void;
}

/** The catalog service. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/openapi.json', openApi);
  app.use(logRequests(deps));
  app.use(catalogRouter({ formatPrice, ...deps }));
  app.use((req) => {
    throw Problem.notFound(`Nothing here answers ${req.method} ${req.path}`);
  });
  const answerProblem: ErrorRequestHandler = (error: unknown, req, res, next) => {
    const { status, code, message } = Problem.from(error);
    if (status >= 500) deps.logError(error, `${req.method} ${req.path}`);
    if (res.headersSent) next(error);
    else reply(res, deps, { error: { code, message } }, status);
  };
  app.use(answerProblem);
  return app;
}
