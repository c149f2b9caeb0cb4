import { Router, type Request, type Response } from 'express';
import type { Store } from '../state/store.ts';
import { tokenOf } from '../tokens/guards.ts';
import { notFound } from '../unleash-error.ts';
import { register, sawInstance, type Caller } from '../usage/applications.ts';
import { takeBulkMetrics, takeMetrics } from '../usage/metrics.ts';
import { clientQuery, matches, queryHash } from './client-query.ts';
import { clientSegment, clientView } from './client-view.ts';
import { eventsSince } from './delta.ts';
import { streamChanges } from './stream.ts';

/** As many answers are kept as clients in one place could ask for; they are as good as the revision. */
const MAX_ANSWERS = 50;

/** What the SDKs speak: flags by polling (whole or as delta) and as a stream of changes, registration and metrics. */
export function clientRoutes(store: Store): Router {
  const router = Router();
  const answers = new Map<string, string>();
  store.onChange(() => answers.clear());

  router.get('/features', (request, response) => {
    const query = clientQuery(request, tokenOf(response));
    const hash = queryHash(query);
    const etag = `"${hash}:${store.state.revision}:v1"`;
    if (request.get('if-none-match') === etag) return void response.status(304).end();
    if (answers.size >= MAX_ANSWERS) answers.clear();
    if (!answers.has(hash)) answers.set(hash, JSON.stringify({ ...allFlags(store, query), meta: { revisionId: store.state.revision, etag, queryHash: hash } }));
    response.set('etag', etag).type('json').send(answers.get(hash));
  });
  router.get('/features/:name', (request, response) => {
    const query = clientQuery(request, tokenOf(response));
    const flag = store.state.flags.find((each) => each.name === request.params.name && matches(query, each));
    if (!flag) throw notFound(`Could not find feature flag ${request.params.name}`);
    response.json(clientView(flag, query.environment, query.inlineSegmentConstraints ? store.state.segments : undefined));
  });
  router.get('/delta', (request, response) => {
    const query = clientQuery(request, tokenOf(response));
    const hash = queryHash(query);
    const [, revision] = new RegExp(`^"${hash}:(\\d+):v1"$`).exec(request.get('if-none-match') ?? '') ?? [];
    if (revision === String(store.state.revision)) return void response.status(304).end();
    response.set('etag', `"${hash}:${store.state.revision}:v1"`).json({ events: eventsSince(store, query, revision === undefined ? undefined : Number(revision)) });
  });
  router.get('/streaming', (request, response) => streamChanges(store, clientQuery(request, tokenOf(response)), request, response));
  router.post('/register', (request, response) => {
    register(store, callerOf(request, response), request.body);
    response.status(202).end();
  });
  router.post('/metrics', (request, response) => {
    const caller = callerOf(request, response);
    sawInstance(store, caller, takeMetrics(store, caller.environment, request.body));
    response.status(202).end();
  });
  router.post('/metrics/bulk', (request, response) => {
    takeBulkMetrics(store, request.body);
    response.status(202).end();
  });
  return router;
}

export function callerOf(request: Request, response: Response): Caller {
  const { environment, type } = tokenOf(response);
  return { environment, sdkType: type === 'frontend' ? 'frontend' : 'backend', clientIp: request.ip ?? null };
}

function allFlags({ state }: Store, query: ReturnType<typeof clientQuery>): object {
  const inline = query.inlineSegmentConstraints ? state.segments : undefined;
  const features = state.flags.filter((each) => matches(query, each)).map((each) => clientView(each, query.environment, inline));
  return { version: 2, features, query, ...(!inline && { segments: state.segments.map(clientSegment) }) };
}
