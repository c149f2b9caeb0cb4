import { createHash } from 'node:crypto';
import { Router, type Response } from 'express';
import type { Flag, FlagStore } from './flag-store.ts';
import { badBody, notFound } from './unleash-error.ts';
import { clientView } from './views.ts';

/** The SDKs give a stream up after a minute of silence. */
const HEARTBEAT_MS = 15_000;

/** What the SDKs speak: flags by polling (whole or as delta) and as a stream of changes; registration and metrics are taken and forgotten. */
export function clientApi(store: FlagStore, environment: string): Router {
  const router = Router();
  const queryHash = createHash('sha256').update(environment).digest('hex').slice(0, 8);
  const features = (): readonly object[] => activeFlags(store).map((flag) => clientView(flag, environment));
  const hydration = (): object => ({ events: [{ type: 'hydration', eventId: store.revision, features: features(), segments: [] }] });
  const etag = (): string => `"${queryHash}:${store.revision}:v1"`;

  router.get('/features', (request, response) => {
    if (request.get('if-none-match') === etag()) return void response.status(304).end();
    const meta = { revisionId: store.revision, etag: etag(), queryHash };
    response.set('etag', etag()).json({ version: 2, features: features(), query: { environment, inlineSegmentConstraints: true }, meta });
  });
  router.get('/features/:name', (request, response) => {
    const flag = activeFlags(store).find((each) => each.name === request.params.name);
    if (!flag) throw notFound(`Could not find feature flag ${request.params.name}`);
    response.json(clientView(flag, environment));
  });
  router.get('/delta', (request, response) => {
    if (request.get('if-none-match') === etag()) return void response.status(304).end();
    response.set('etag', etag()).json(hydration());
  });
  router.get('/streaming', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    send(response, store.revision, 'unleash-connected', hydration());
    const stop = store.onChange((flag) => send(response, store.revision, 'unleash-updated', { events: [changeEvent(flag, store.revision, environment)] }));
    const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    response.on('close', () => {
      stop();
      clearInterval(heartbeat);
    });
  });
  router.post(['/register', '/metrics'], ({ body }, response) => {
    const { appName } = (body ?? {}) as { appName?: unknown };
    if (typeof appName !== 'string') throw badBody([{ path: '/body/appName', message: 'The `/body/appName` property is required. It was not present on the data you sent.' }]);
    response.status(202).end();
  });
  return router;
}

function activeFlags(store: FlagStore): readonly Flag[] {
  return store.all().filter((flag) => !flag.archivedAt);
}

function changeEvent(flag: Flag, eventId: number, environment: string): object {
  if (flag.archivedAt) return { type: 'feature-removed', eventId, featureName: flag.name, project: flag.project };
  return { type: 'feature-updated', eventId, feature: clientView(flag, environment) };
}

function send(response: Response, id: number, event: string, data: object): void {
  response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
