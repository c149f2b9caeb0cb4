import { Router } from 'express';
import type { Store } from '../state/store.ts';
import { applications, applicationView, instancesOf, instanceView } from '../usage/applications.ts';
import { lastHourUsage, rawUsage } from '../usage/metrics.ts';

/** Who uses which flag how often. */
export function usageRoutes(store: Store): Router {
  const router = Router();
  router.get('/client-metrics/features/:name', ({ params }, response) => void response.json(lastHourUsage(store, params.name)));
  router.get('/client-metrics/features/:name/raw', ({ params, query }, response) => void response.json(rawUsage(store, params.name, Number(query['hoursBack']))));
  router.get('/metrics/applications', (_request, response) => void response.json(applications(store)));
  router.get('/metrics/applications/:app', ({ params }, response) => void response.json(applicationView(store, params.app)));
  router.get('/metrics/instances/:app/environment/:environment', ({ params }, response) => void response.json({ instances: instancesOf(store, params.app, params.environment).map(instanceView) }));
  return router;
}
