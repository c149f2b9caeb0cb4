import { Router } from 'express';
import { z } from 'zod';
import type { FlagStore } from './flag-store.ts';
import { applyPatch, JsonPatch } from './json-patch.ts';
import { StrategyBody } from './strategy.ts';
import { badBody, notFound, type Detail } from './unleash-error.ts';
import { basicView, environmentView, fullView, listView } from './views.ts';

const FLAG_TYPES = ['experiment', 'kill-switch', 'release', 'operational', 'permission', 'sunset'] as const;
const FlagChanges = z.object({
  type: z.enum(FLAG_TYPES).optional(),
  description: z.string().nullable().optional(),
  impressionData: z.boolean().optional(),
  stale: z.boolean().optional(),
});
const NewFlag = FlagChanges.omit({ stale: true }).extend({ name: z.string() });
const TagBody = z.object({ type: z.string(), value: z.string() });

/** The part of the Admin API that flags are managed with. */
export function adminApi(store: FlagStore): Router {
  const router = Router();
  flagRoutes(router, store);
  strategyRoutes(router, store);
  archiveRoutes(router, store);
  tagRoutes(router, store);
  return router;
}

const FLAGS = '/projects/:project/features';

function flagRoutes(router: Router, store: FlagStore): void {
  router.get(FLAGS, (request, response) => {
    const features = store.all().filter((flag) => flag.project === request.params.project && !flag.archivedAt);
    response.json({ version: 2, features: features.map(listView) });
  });
  router.post(FLAGS, (request, response) => {
    const flag = store.create(request.params.project, parse(NewFlag, request.body));
    response.status(201).json(basicView(flag));
  });
  router.get(`${FLAGS}/:name`, (request, response) => {
    const flag = store.find(request.params.name, request.params.project);
    if (flag.archivedAt) throw notFound(`Could not find feature flag with name ${flag.name}`);
    response.json(fullView(flag));
  });
  router.put(`${FLAGS}/:name`, (request, response) => {
    const flag = store.find(request.params.name, request.params.project);
    response.json(basicView(store.update(flag, parse(FlagChanges, request.body))));
  });
  router.patch(`${FLAGS}/:name`, (request, response) => {
    const flag = store.find(request.params.name, request.params.project);
    response.json(basicView(store.update(flag, parse(FlagChanges, applyPatch(basicView(flag), parse(JsonPatch, request.body))))));
  });
  router.delete(`${FLAGS}/:name`, (request, response) => {
    store.archive(request.params.name);
    response.status(202).end();
  });
}

const ENVIRONMENT = `${FLAGS}/:name/environments/:environment`;

function strategyRoutes(router: Router, store: FlagStore): void {
  router.get(ENVIRONMENT, ({ params }, response) => {
    const flag = store.find(params.name, params.project);
    store.environment(flag, params.environment);
    response.json(environmentView(flag, params.environment));
  });
  router.post(`${ENVIRONMENT}/on`, ({ params, query }, response) => {
    store.turnOn(store.find(params.name, params.project), params.environment, query['shouldActivateDisabledStrategies'] === 'true');
    response.status(200).end();
  });
  router.post(`${ENVIRONMENT}/off`, ({ params }, response) => {
    store.turnOff(store.find(params.name, params.project), params.environment);
    response.status(200).end();
  });
  router.get(`${ENVIRONMENT}/strategies`, ({ params }, response) => {
    response.json(store.environment(store.find(params.name, params.project), params.environment).strategies);
  });
  router.post(`${ENVIRONMENT}/strategies`, ({ params, body }, response) => {
    response.json(store.addStrategy(store.find(params.name, params.project), params.environment, parse(StrategyBody, body)));
  });
  router.get(`${ENVIRONMENT}/strategies/:id`, ({ params }, response) => {
    response.json(store.strategy(store.find(params.name, params.project), params.environment, params.id));
  });
  router.put(`${ENVIRONMENT}/strategies/:id`, ({ params, body }, response) => {
    const flag = store.find(params.name, params.project);
    const before = store.strategy(flag, params.environment, params.id);
    response.json(store.replaceStrategy(flag, params.environment, before, parse(StrategyBody, body)));
  });
  router.patch(`${ENVIRONMENT}/strategies/:id`, ({ params, body }, response) => {
    const flag = store.find(params.name, params.project);
    const before = store.strategy(flag, params.environment, params.id);
    response.json(store.replaceStrategy(flag, params.environment, before, parse(StrategyBody, applyPatch(before, parse(JsonPatch, body)))));
  });
  router.delete(`${ENVIRONMENT}/strategies/:id`, ({ params }, response) => {
    const flag = store.find(params.name, params.project);
    store.removeStrategy(flag, params.environment, store.strategy(flag, params.environment, params.id));
    response.status(200).end();
  });
}

function archiveRoutes(router: Router, store: FlagStore): void {
  router.post('/archive/revive/:name', (request, response) => {
    store.revive(request.params.name);
    response.status(200).end();
  });
  router.delete('/archive/:name', (request, response) => {
    store.remove(request.params.name);
    response.status(200).end();
  });
  // Since Unleash 8 the search is where archived flags are listed.
  router.get('/search/features', ({ query }, response) => {
    const { archived, project, query: text = '', offset = '0', limit = '50' } = query as Record<string, string>;
    const found = store.all().filter((flag) => (flag.archivedAt !== null) === (archived === 'IS:true') && flag.name.includes(text) && (!project || project === `IS:${flag.project}`));
    response.json({ features: found.slice(Number(offset), Number(offset) + Number(limit)).map(listView), total: found.length });
  });
}

function tagRoutes(router: Router, store: FlagStore): void {
  const tags = '/features/:name/tags';
  router.get(tags, ({ params }, response) => {
    response.json({ version: 1, tags: store.find(params.name).tags });
  });
  router.post(tags, ({ params, body }, response) => {
    const flag = store.find(params.name);
    const tag = parse(TagBody, body);
    const others = flag.tags.filter((each) => each.type !== tag.type || each.value !== tag.value);
    store.update(flag, { tags: [...others, tag] });
    response.status(201).json(tag);
  });
  router.delete(`${tags}/:type/:value`, ({ params }, response) => {
    const flag = store.find(params.name);
    store.update(flag, { tags: flag.tags.filter((each) => each.type !== params.type || each.value !== params.value) });
    response.status(200).end();
  });
}

/** The body as its schema has it, without members that are not set. */
function parse<T extends z.ZodType>(schema: T, body: unknown): Defined<z.infer<T>> {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw badBody(error.issues.map(detail));
  return data as Defined<z.infer<T>>;
}

function detail({ path, message }: z.core.$ZodIssue): Detail {
  const place = ['/body', ...path].join('/');
  return { path: place, message: message.endsWith('received undefined') ? `The \`${place}\` property is required. It was not present on the data you sent.` : message };
}

/** Zod leaves out what was not sent; its types say `undefined`. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
