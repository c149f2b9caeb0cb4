import { Router, type Request, type Response } from 'express';
import { callerOf } from '../client/client-routes.ts';
import { clientQuery, matches } from '../client/client-query.ts';
import type { Store } from '../state/store.ts';
import { tokenOf } from '../tokens/guards.ts';
import { register } from '../usage/applications.ts';
import { takeMetrics } from '../usage/metrics.ts';
import { toContext, type Context } from './context.ts';
import { evaluate } from './evaluate.ts';

/** What pages and apps ask: the flags that are on for one context, with their variants, and nothing of why. */
export function frontendRoutes(store: Store, random: () => number): Router {
  const router = Router();
  const answer = (request: Request, response: Response, context: Context): void => {
    const query = clientQuery(request, tokenOf(response));
    const world = { state: store.state, environment: query.environment, now: store.now(), random };
    const own = { environment: query.environment, ...context };
    const toggles = store.state.flags.filter((flag) => matches(query, flag)).flatMap((flag) => {
      const { enabled, variant } = evaluate(world, flag, own);
      const shown = variant ? { name: variant.name, enabled: true, ...(variant.payload && { payload: variant.payload }) } : { name: 'disabled', enabled: false };
      return enabled ? [{ name: flag.name, enabled, variant: { ...shown, feature_enabled: true, featureEnabled: true }, impressionData: flag.impressionData }] : [];
    });
    response.json({ toggles });
  };
  router.get('/', (request, response) => answer(request, response, toContext(request.query)));
  router.post('/', (request, response) => answer(request, response, toContext((request.body as { context?: unknown } | undefined)?.context)));
  router.post('/client/register', (request, response) => {
    register(store, callerOf(request, response), request.body);
    response.type('text').send('OK');
  });
  router.post('/client/metrics', (request, response) => {
    takeMetrics(store, tokenOf(response).environment, request.body);
    response.type('text').send('OK');
  });
  return router;
}
