import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { z } from 'zod';
import { closeDatabase } from '../support/cut-database.ts';
import { read } from '../support/source-files.ts';
import { openCatalog } from './catalog/open-catalog.ts';
import { openPrograms, type Programs } from './open-programs.ts';

type Service = 'catalog' | 'accounts' | 'orders';
type Send = (agent: ReturnType<typeof request>) => request.Test;

interface Answered {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answered>> }>>>>;
  readonly components: { readonly schemas: object };
}

let programs: Programs;
let catalog: Awaited<ReturnType<typeof openCatalog>>;
let apps: Readonly<Record<Service, Express>>;
/** Of somebody who works here. */
let cookie: string;
/** Of which there are many, and of which there is one. */
let [plenty, scarce] = ['', ''];
beforeAll(async () => {
  [programs, catalog] = [await openPrograms(), await openCatalog()];
  apps = { catalog: catalog.app, accounts: programs.accounts.app, orders: programs.orders.app };
  const { headers } = await request(apps.accounts).post('/api/login').send({ email: 'customer1@shop.example', password: 'correct-horse' }).expect(200);
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  const { rows } = await programs.orders.db.query<{ sku: string }>('select p.sku from products p join stock s on s.product_id = p.id where s.quantity > 300 order by p.id limit 2');
  [plenty, scarce] = [rows[0]?.sku ?? '', rows[1]?.sku ?? ''];
  await programs.orders.db.query('update stock set quantity = 1 where product_id = (select id from products where sku = $1)', [scarce]);
}, 90_000);
afterAll(async () => {
  catalog.close();
  await programs.close();
});

const order = (items: unknown, headers: Record<string, string> = {}): Send => (agent) => agent.post('/api/orders').set({ cookie, ...headers }).send({ items });
const one = (quantity = 1) => [{ sku: plenty, quantity }];
const get = (path: string | (() => string), own = true): Send => (agent) => agent.get(typeof path === 'string' ? path : path()).set(own ? { cookie } : {});

/** A request for each answer that a document tells of, but those of stores that are away; in this order. */
const CASES: readonly (readonly [Service, string, number, Send])[] = [
  ['catalog', 'get /api/products', 200, get('/api/products?per_page=50')],
  ['catalog', 'get /api/products', 400, get('/api/products?page=0')],
  ['catalog', 'get /api/products/{sku}', 200, get('/api/products/TEX-10001')],
  ['catalog', 'get /api/products/{sku}', 404, get('/api/products/NO-1')],
  ['catalog', 'get /api/categories', 200, get('/api/categories')],
  ['catalog', 'get /api/categories/{slug}', 200, get('/api/categories/play')],
  ['catalog', 'get /api/categories/{slug}', 404, get('/api/categories/no')],
  ['catalog', 'get /api/categories/{slug}/products', 200, get('/api/categories/play/products')],
  ['catalog', 'get /api/categories/{slug}/products', 400, get('/api/categories/play/products?page=0')],
  ['catalog', 'get /api/categories/{slug}/products', 404, get('/api/categories/no/products')],
  ['accounts', 'post /api/login', 200, (agent) => agent.post('/api/login').send({ email: 'customer2@shop.example', password: 'correct-horse' })],
  ['accounts', 'post /api/login', 400, (agent) => agent.post('/api/login').set('content-type', 'application/json').send('{')],
  ['accounts', 'post /api/login', 401, (agent) => agent.post('/api/login').send({})],
  ['accounts', 'post /api/logout', 204, (agent) => agent.post('/api/logout')],
  ['accounts', 'get /api/me', 200, get('/api/me')],
  ['accounts', 'get /api/me', 401, get('/api/me', false)],
  ['orders', 'post /api/orders', 201, (agent) => order(one(), { 'idempotency-key': 'a' })(agent)],
  ['orders', 'post /api/orders', 400, order([])],
  ['orders', 'post /api/orders', 401, (agent) => agent.post('/api/orders').send({ items: one() })],
  ['orders', 'post /api/orders', 404, order([{ sku: 'NO-1', quantity: 1 }])],
  ['orders', 'post /api/orders', 409, (agent) => order([{ sku: scarce, quantity: 2 }])(agent)],
  ['orders', 'post /api/orders', 422, (agent) => order(one(2), { 'idempotency-key': 'a' })(agent)],
  ['orders', 'get /api/orders', 200, get('/api/orders')],
  ['orders', 'get /api/orders', 401, get('/api/orders', false)],
  ['orders', 'get /api/orders/feed', 403, get('/api/orders/feed', false)],
  ['orders', 'get /api/orders/{id}', 200, get('/api/orders/500000001')],
  ['orders', 'get /api/orders/{id}', 401, get('/api/orders/500000001', false)],
  ['orders', 'get /api/orders/{id}', 404, get('/api/orders/1')],
  ['orders', 'get /api/stock/{sku}', 200, get(() => `/api/stock/${plenty}`)],
  ['orders', 'get /api/stock/{sku}', 404, get('/api/stock/NO-1')],
];
/** Asked while the service's store is away. */
const AWAY: readonly (readonly [Service, string, Send])[] = [
  ['accounts', 'post /api/login', (agent) => agent.post('/api/login').send({ email: 'customer2@shop.example', password: 'correct-horse' })],
  ['accounts', 'post /api/logout', (agent) => agent.post('/api/logout').set({ cookie })],
  ['accounts', 'get /api/me', get('/api/me')],
  ['orders', 'post /api/orders', (agent) => order(one())(agent)],
  ['orders', 'get /api/orders', get('/api/orders')],
  ['orders', 'get /api/orders/feed', get('/api/orders/feed')],
  ['orders', 'get /api/orders/{id}', get('/api/orders/500000001')],
  ['orders', 'get /api/stock/{sku}', get(() => `/api/stock/${plenty}`)],
];

const documentOf = (service: Service): Document => JSON.parse(read(`services/${service}/openapi.json`)) as Document;

/** The schema, with nothing allowed beside what it tells of: what is answered and not described is found too. */
function strict(schema: object): object {
  const closed = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
  return JSON.parse(closed, (_key, value: unknown) => (typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object' ? { ...value, additionalProperties: false } : value)) as object;
}

function expectDescribed(service: Service, operation: string, { status, body, headers }: request.Response): void {
  const { paths, components } = documentOf(service);
  const [method = '', path = ''] = operation.split(' ');
  const described = paths[path]?.[method]?.responses[status];
  expect(described?.description).toEqual(expect.any(String));
  const [type, content] = Object.entries(described?.content ?? {})[0] ?? [];
  if (type === undefined) return expect(body).toEqual({});
  expect(headers['content-type']).toContain(type);
  const schema = z.fromJSONSchema({ ...strict(content?.schema ?? {}), $defs: strict(components.schemas) } as Parameters<typeof z.fromJSONSchema>[0]);
  const { success, error } = schema.safeParse(body);
  expect(success ? '' : z.prettifyError(error)).toBe('');
}

test.each(CASES)('%s, %s: what is answered with %d is what is described', async (service, operation, status, send) => {
  const answer = await send(request(apps[service]));
  expect(answer.status).toBe(status);
  expectDescribed(service, operation, answer);
});

describe.each(['accounts', 'orders'] as const)('while the store of %s is away', (service) => {
  test('each of its operations answers 503, as is described', async () => {
    const { reopen } = await closeDatabase(programs.urls[service]);
    for (const [of, operation, send] of AWAY) {
      if (of !== service) continue;
      const answer = await send(request(apps[service]));
      expect([operation, answer.status]).toEqual([operation, 503]);
      expectDescribed(service, operation, answer);
    }
    await reopen();
  });
});

test('every answer that is described was seen, but the feed of orders, which has no end and a test of its own', () => {
  const seen = new Set([...CASES.map(([service, operation, status]) => `${service} ${operation} ${status}`), ...AWAY.map(([service, operation]) => `${service} ${operation} 503`)]);
  const described = (['catalog', 'accounts', 'orders'] as const).flatMap((service) =>
    Object.entries(documentOf(service).paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { responses }]) => Object.keys(responses).map((status) => `${service} ${method} ${path} ${status}`))),
  );
  expect(described.filter((each) => each.includes(' /api/') && !seen.has(each))).toEqual(['orders get /api/orders/feed 200']);
  expect([...seen].filter((each) => !described.includes(each))).toEqual([]);
});
