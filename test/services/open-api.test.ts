import type { Express } from 'express';
import { expect, test } from '@jest/globals';
import request from 'supertest';
import { createApp as createAccounts } from '../../services/accounts/app.ts';
import { createApp as createOrders } from '../../services/orders/app.ts';
import { openCatalog } from './catalog/open-catalog.ts';

/** No test here asks a store for anything. */
const db = { query: async () => ({ rows: [] }), transaction: async () => Promise.reject(new Error('no store')), listen: async () => {}, close: async () => {} };
const deps = { db, now: () => 0, newId: () => '', logError: () => {} };

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** `get /api/orders/{id}` for every route, those of routers within among them. */
function routesOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) =>
    route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`) : routesOf(handle?.stack ?? []),
  );
}

const APPS: readonly (readonly [string, () => Promise<Express>])[] = [
  ['catalog', async () => (await openCatalog()).app],
  ['accounts', async () => createAccounts(deps)],
  ['orders', async () => createOrders({ ...deps, stopping: new AbortController().signal })],
];

test.each(APPS)('%s serves a description of each of its routes, and of none that it has not', async (_name, open) => {
  const app = await open();
  const document = (await request(app).get('/openapi.json').expect(200).expect('content-type', /json/)).body as Document;
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(described.toSorted()).toEqual(routesOf((app as unknown as { router: { stack: Layer[] } }).router.stack).toSorted());
});

test.each(APPS)('%s names a schema for whatever it refers to', async (_name, open) => {
  const { text } = await request(await open()).get('/openapi.json');
  const { components } = JSON.parse(text) as { components: { schemas: Record<string, object> } };
  const wanted = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
  expect(wanted.length).toBeGreaterThan(5);
  expect(wanted.filter((name) => !Object.hasOwn(components.schemas, name))).toEqual([]);
});
