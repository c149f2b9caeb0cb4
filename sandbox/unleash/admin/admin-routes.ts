import { Router } from 'express';
import type { Store } from '../state/store.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { flagRoutes } from './flag-routes.ts';
import { projectRoutes } from './project-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { segmentRoutes } from './segment-routes.ts';
import { strategyRoutes } from './strategy-routes.ts';
import { tagRoutes } from './tag-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { usageRoutes } from './usage-routes.ts';

/** The Admin API: what people and tools manage flags with. */
export function adminRoutes(store: Store): Router {
  const parts = [flagRoutes, strategyRoutes, bulkRoutes, tagRoutes, segmentRoutes, tokenRoutes, projectRoutes, catalogRoutes, searchRoutes, usageRoutes, exportRoutes];
  return Router().use(parts.map((part) => part(store)));
}
