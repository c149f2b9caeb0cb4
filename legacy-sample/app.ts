import express, { type Express } from 'express';
import { adminPage } from './admin/admin-page.ts';
import { countViews, type ViewCounts } from './admin/count-views.ts';
import { internalRoutes } from './accounts/internal-routes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { ensureSession } from './accounts/sessions.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { exportRoutes } from './exports/products-csv.ts';
import { requestId } from './http/api.ts';
import type { Deps, ShopDeps } from './http/deps.ts';
import { answerErrors, noSuchResource } from './http/errors.ts';
import { orderFeed } from './orders/order-feed.ts';
import { createPlacedOrders } from './orders/placed-orders.ts';
import { orderRoutes } from './orders/routes.ts';
import { customerPages } from './pages/customer-pages.ts';
import { shopPages } from './pages/shop-pages.ts';
import { useTemplates } from './pages/use-templates.ts';
import { reviewRoutes } from './reviews/routes.ts';

/** The shop: pages and API, all in one. */
export function createApp(outside: Deps): Express {
  const deps: ShopDeps = { ...outside, placed: createPlacedOrders() };
  const views: ViewCounts = new Map();
  const app = express();
  app.disable('x-powered-by');
  useTemplates(app);

  app.get('/healthz', async (_req, res) => {
    await deps.db.query('select 1');
    res.json({ status: 'ok' });
  });
  if (deps.internalToken) app.use('/internal', internalRoutes(deps, views, deps.internalToken));
  app.use(countViews(views));
  app.use('/api', requestId(deps), catalogRoutes(deps), accountRoutes(deps), orderFeed(deps), orderRoutes(deps), reviewRoutes(deps), noSuchResource);
  app.use(exportRoutes(deps));
  app.use(ensureSession(deps), shopPages(deps), customerPages(deps), adminPage(deps, views), noSuchResource);
  app.use(answerErrors(deps));
  return app;
}
