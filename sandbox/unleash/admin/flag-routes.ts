import { Router } from 'express';
import { z } from 'zod';
import { addDependency, possibleParents, removeDependencies, removeDependency } from '../flags/dependencies.ts';
import { archiveFlag } from '../flags/archive.ts';
import { activeFlag, anyFlag, checkName, cloneFlag, createFlag, findFlag, replaceFlag } from '../flags/flags.ts';
import { sameTag } from '../flags/tags.ts';
import { basicView, fullView, listView } from '../flags/views.ts';
import { applyPatch, JsonPatch } from '../json-patch.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';

const FLAGS = '/projects/:project/features';

export function flagRoutes(store: Store): Router {
  const router = Router();
  router.get(FLAGS, ({ params, query }, response) => {
    const asked = (key: string): string => (typeof query[key] === 'string' ? query[key] : '');
    const [type, value = ''] = asked('tag').split(':');
    const own = store.state.flags.filter((flag) => flag.project === params.project && flag.archivedAt === null && flag.name.startsWith(asked('namePrefix')));
    response.json({ version: 2, features: own.filter(({ tags }) => !type || tags.some(sameTag({ type, value }))).map(listView) });
  });
  router.post(FLAGS, ({ params, body }, response) => void response.status(201).json(basicView(createFlag(store, params.project, body))));
  router.get(`${FLAGS}/:name`, ({ params }, response) => void response.json(fullView(store, activeFlag(store, params.name, params.project))));
  router.put(`${FLAGS}/:name`, ({ params, body }, response) => void response.json(basicView(replaceFlag(store, findFlag(store, params.name, params.project), body))));
  router.patch(`${FLAGS}/:name`, ({ params, body }, response) => {
    const flag = findFlag(store, params.name, params.project);
    response.json(basicView(replaceFlag(store, flag, applyPatch(basicView(flag), parse(JsonPatch, body)))));
  });
  router.delete(`${FLAGS}/:name`, ({ params }, response) => {
    anyFlag(store, params.name);
    archiveFlag(store, findFlag(store, params.name, params.project));
    response.status(202).end();
  });
  router.post(`${FLAGS}/:name/clone`, ({ params, body }, response) => void response.status(201).json(basicView(cloneFlag(store, params.project, params.name, body))));
  router.post('/features/validate', ({ body }, response) => {
    checkName(store, parse(z.object({ name: text }), body).name);
    response.status(200).end();
  });
  dependencyRoutes(router, store);
  return router;
}

function dependencyRoutes(router: Router, store: Store): void {
  const child = `${FLAGS}/:name`;
  router.post(`${child}/dependencies`, ({ params, body }, response) => {
    addDependency(store, activeFlag(store, params.name, params.project), body);
    response.status(200).end();
  });
  router.delete(`${child}/dependencies`, ({ params }, response) => {
    removeDependencies(store, activeFlag(store, params.name, params.project));
    response.status(200).end();
  });
  router.delete(`${child}/dependencies/:parent`, ({ params }, response) => {
    removeDependency(store, activeFlag(store, params.name, params.project), params.parent);
    response.status(200).end();
  });
  router.get(`${child}/parents`, ({ params }, response) => void response.json(possibleParents(store, activeFlag(store, params.name, params.project))));
  router.get('/projects/:project/dependencies', (_request, response) => void response.json(store.state.flags.some(({ dependencies }) => dependencies.length > 0)));
}
