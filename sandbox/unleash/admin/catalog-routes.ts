import { Router } from 'express';
import { z } from 'zod';
import { iso } from '../flags/views.ts';
import { parse, text } from '../parse-body.ts';
import type { Store } from '../state/store.ts';
import type { ContextField, StrategyType } from '../state/unleash-state.ts';
import { badData, nameExists, notFound } from '../unleash-error.ts';

/** With the days after which such a flag is thought to have outlived itself. */
const FLAG_TYPES = [
  ['release', 'Release', 40],
  ['experiment', 'Experiment', 40],
  ['operational', 'Operational', 7],
  ['kill-switch', 'Kill switch', null],
  ['permission', 'Permission', null],
  ['sunset', 'Sunset', 90],
] as const;

const StrategyTypeBody = z.object({
  name: text,
  title: text.nullable().optional(),
  description: text.nullable().optional(),
  parameters: z.array(z.object({ name: text, type: z.enum(['string', 'percentage', 'list', 'number', 'boolean']), description: text.optional(), required: z.boolean().optional() })),
});
const ContextFieldBody = z.object({
  name: text,
  description: text.nullable().optional(),
  stickiness: z.boolean().optional(),
  sortOrder: z.number().optional(),
  legalValues: z.array(z.object({ value: text, description: text.optional() })).optional(),
});

/** What flags are made of: their types, the strategies that there are, and the fields of a context. */
export function catalogRoutes(store: Store): Router {
  const router = Router();
  router.get('/feature-types', (_request, response) => {
    const types = FLAG_TYPES.map(([id, name, lifetimeDays]) => ({ id, name, description: `${name} flags`, lifetimeDays }));
    response.json({ version: 1, types });
  });
  strategyTypeRoutes(router, store);
  contextRoutes(router, store);
  return router;
}

function strategyTypeRoutes(router: Router, store: Store): void {
  const { strategyTypes } = store.state;
  const find = (name: string): StrategyType => {
    const found = strategyTypes.find((each) => each.name === name);
    if (!found) throw notFound('No strategy found');
    return found;
  };
  const editable = (name: string): StrategyType => {
    const found = find(name);
    if (!found.editable) throw badData(`Cannot edit strategy ${name}`);
    return found;
  };
  router.get('/strategies', (_request, response) => void response.json({ version: 1, strategies: strategyTypes }));
  router.get('/strategies/:name', ({ params }, response) => void response.json(find(params.name)));
  router.post('/strategies', ({ body }, response) => {
    const wanted = parse(StrategyTypeBody, body);
    if (strategyTypes.some(({ name }) => name === wanted.name)) throw nameExists(`Strategy with name ${wanted.name} already exist!`);
    const type: StrategyType = { displayName: null, description: null, title: null, editable: true, deprecated: false, ...wanted };
    strategyTypes.push(type);
    store.record({ type: 'strategy-created', data: type });
    response.status(201).json(type);
  });
  router.put('/strategies/:name', ({ params, body }, response) => {
    const changes = parse(StrategyTypeBody.omit({ name: true }), body);
    const type = Object.assign(editable(params.name), changes);
    store.record({ type: 'strategy-updated', data: type });
    response.status(200).end();
  });
  const deprecate = (name: string, deprecated: boolean): void => {
    find(name).deprecated = deprecated;
    store.record({ type: deprecated ? 'strategy-deprecated' : 'strategy-reactivated', data: { name } });
  };
  router.post('/strategies/:name/deprecate', ({ params }, response) => {
    deprecate(params.name, true);
    response.status(200).end();
  });
  router.post('/strategies/:name/reactivate', ({ params }, response) => {
    deprecate(params.name, false);
    response.status(200).end();
  });
  router.delete('/strategies/:name', ({ params }, response) => {
    strategyTypes.splice(strategyTypes.indexOf(editable(params.name)), 1);
    store.record({ type: 'strategy-deleted', data: { name: params.name } });
    response.status(200).end();
  });
}

function contextRoutes(router: Router, store: Store): void {
  const { contextFields } = store.state;
  const view = ({ createdAt, ...field }: ContextField): object => ({ ...field, createdAt: iso(createdAt) });
  const find = (name: string): ContextField => {
    const found = contextFields.find((each) => each.name === name);
    if (!found) throw notFound('Could not find context field');
    return found;
  };
  router.get('/context', (_request, response) => void response.json(contextFields.map(view)));
  router.get('/context/:name', ({ params }, response) => void response.json(view(find(params.name))));
  router.post('/context', ({ body }, response) => {
    const wanted = parse(ContextFieldBody, body);
    if (contextFields.some(({ name }) => name === wanted.name)) throw nameExists('A context field with that name already exist');
    const field: ContextField = { description: null, stickiness: false, sortOrder: 0, legalValues: [], ...wanted, createdAt: store.now() };
    contextFields.push(field);
    store.record({ type: 'context-field-created', data: { name: field.name } });
    response.status(201).json(view(field));
  });
  router.delete('/context/:name', ({ params }, response) => {
    contextFields.splice(contextFields.indexOf(find(params.name)), 1);
    store.record({ type: 'context-field-deleted', preData: { name: params.name } });
    response.status(200).end();
  });
}
