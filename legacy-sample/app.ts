import express, { type Express } from 'express';
import { internalRoutes } from './accounts/internal-routes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { ensureSession } from './accounts/sessions.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { exportRoutes } from './exports/products-csv.ts';
import { requestId } from './http/api.ts';
import type { Deps } from './http/deps.ts';
import { answerErrors, noSuchResource } from './http/errors.ts';
import { orderRoutes } from './orders/routes.ts';
import { customerPages } from './pages/customer-pages.ts';
import { shopPages } from './pages/shop-pages.ts';
import { useTemplates } from './pages/use-templates.ts';
import { reviewRoutes } from './reviews/routes.ts';

/** The shop: pages and API, all in one. */
export function createApp(deps: Deps): Express {
  const app = express();
  app.disable('x-powered-by');
  useTemplates(app);

  app.get('/healthz', async (_req, res) => {
    await deps.db.query('select 1');
    res.json({ status: 'ok' });
  });
  if (deps.internalToken) app.use('/internal', internalRoutes(deps, deps.internalToken));
  app.use('/api', requestId(deps), catalogRoutes(deps), accountRoutes(deps), orderRoutes(deps), reviewRoutes(deps), noSuchResource);
  app.use(exportRoutes(deps));
  app.use(ensureSession(deps), shopPages(deps), customerPages(deps), noSuchResource);
  app.use(answerErrors(deps));
  return app;
}
