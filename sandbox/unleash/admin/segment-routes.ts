import { Router } from 'express';
import { z } from 'zod';
import { toConstraint } from '../flags/constraints.ts';
import { parse, text } from '../parse-body.ts';
import { checkSegmentName, createSegment, findSegment, removeSegment, segmentView, updateSegment, usersOf } from '../segments/segments.ts';
import type { Store } from '../state/store.ts';
import type { Flag, Strategy } from '../state/unleash-state.ts';
import { notFound } from '../unleash-error.ts';

const StrategySegments = z.object({ strategyId: text, projectId: text, environmentId: text, segmentIds: z.array(z.number()) });

export function segmentRoutes(store: Store): Router {
  const router = Router();
  router.get('/segments', (_request, response) => {
    const segments = store.state.segments.map((each) => {
      const users = usersOf(store, each);
      return { ...segmentView(each), usedInProjects: new Set(users.map(({ projectId }) => projectId)).size, usedInFeatures: new Set(users.map(({ featureName }) => featureName)).size };
    });
    response.json({ segments });
  });
  router.post('/segments', ({ body }, response) => void response.status(201).json(segmentView(createSegment(store, body))));
  router.post('/segments/validate', ({ body }, response) => {
    checkSegmentName(store, parse(z.object({ name: text }), body).name);
    response.status(204).end();
  });
  router.get('/segments/strategies/:id', ({ params }, response) => {
    const [, strategy] = strategyOf(store, params.id);
    response.json({ segments: store.state.segments.filter(({ id }) => strategy?.segments.includes(id)).map(segmentView) });
  });
  router.post('/segments/strategies', ({ body }, response) => {
    const wanted = parse(StrategySegments, body);
    const [flag, strategy] = strategyOf(store, wanted.strategyId);
    if (!flag || !strategy) throw notFound(`Could not find strategy with id: ${wanted.strategyId}`);
    for (const id of wanted.segmentIds) findSegment(store, String(id));
    const preData = { ...strategy };
    strategy.segments = wanted.segmentIds;
    store.record({ type: 'feature-strategy-update', featureName: flag.name, environment: wanted.environmentId, data: { ...strategy }, preData });
    response.status(201).json(wanted);
  });
  router.get('/segments/:id', ({ params }, response) => void response.json(segmentView(findSegment(store, params.id))));
  router.put('/segments/:id', ({ params, body }, response) => {
    updateSegment(store, findSegment(store, params.id), body);
    response.status(204).end();
  });
  router.delete('/segments/:id', ({ params }, response) => void response.status(removeSegment(store, findSegment(store, params.id)) ? 204 : 409).end());
  router.get('/segments/:id/strategies', ({ params }, response) => {
    const strategies = usersOf(store, findSegment(store, params.id)).map(({ strategy, ...place }) => ({ id: strategy.id, strategyName: strategy.name, ...place }));
    response.json({ strategies, changeRequestStrategies: [] });
  });
  router.post('/constraints/validate', ({ body }, response) => {
    toConstraint(body);
    response.status(204).end();
  });
  return router;
}

function strategyOf({ state }: Store, id: string): [Flag, Strategy] | [] {
  for (const flag of state.flags) {
    const found = Object.values(flag.environments).flatMap(({ strategies }) => strategies).find((each) => each.id === id);
    if (found) return [flag, found];
  }
  return [];
}
