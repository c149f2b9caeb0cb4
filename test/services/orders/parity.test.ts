import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportProducts } from '../../../legacy-sample/orders/export-products.ts';
import ordersMigration from '../../../migrations/0003-orders.migration.ts';
import { expectParity, rulesOf } from '../../../testing.ts';
import { openPrograms, type Programs } from '../open-programs.ts';
import { until } from '../../support/until.ts';

const RULES = rulesOf(ordersMigration);

let programs: Programs;
let cookie: string;
beforeAll(async () => {
  programs = await openPrograms();
  const answer = await fetch(`${programs.monolith.url}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'customer9@shop.example', password: 'correct-horse' }) });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 90_000);
afterAll(() => programs.close());

const parity = (requests: Parameters<typeof expectParity>[2]) => expectParity(programs.monolith.app, programs.orders.app, requests, RULES);
const post = (body: string, headers: Record<string, string> = { cookie }) => ({ method: 'POST', target: '/api/orders', headers: { ...headers, 'content-type': 'application/json' }, body });

test('the snapshot is what the monolith exports', async () => {
  const snapshot = await readFile(new URL('../../../services/orders/seed/products.ndjson.gz', import.meta.url));
  expect(gunzipSync(snapshot).toString()).toBe(await exportProducts(programs.monolith.db));
});

test('stock is told as the monolith tells it, and what is not there is not there', async () => {
  const { rows } = await programs.monolith.db.query<{ sku: string }>('select sku from products order by id');
  await parity([...rows.filter((_, i) => i % 50 === 0).map(({ sku }) => `GET /api/stock/${sku}`), 'GET /api/stock/NO-1', 'GET /api/stock/%00', 'GET /api/stock/', 'POST /api/stock/NO-1', 'HEAD /api/stock/NO-1']);
});

test('who has not logged in is sent to do so, and orders that are none are refused in the same words', async () => {
  const bodies = ['{}', '{"items":[]}', '{"items":[{"sku":"NO-1","quantity":1}]}', '{"items":[{"sku":1,"quantity":1}]}', '{"items":[{"sku":"TEX-10001","quantity":0}]}', '{"items":[{"sku":"TEX-10001","quantity":100}]}', '{"items":[{"sku":"TEX-10001","quantity":"x"}]}', '{"items":[null]}', '{', 'null', '[]', JSON.stringify({ items: Array.from({ length: 51 }, () => ({ sku: 'TEX-10001', quantity: 1 })) })];
  await parity([...bodies.flatMap((body) => [post(body), post(body, {})]), 'GET /api/orders', 'GET /api/orders/100001', 'DELETE /api/orders', 'GET /api/orders/1/x', 'OPTIONS /api/orders/1']);
  expect([...programs.monolith.errors, ...programs.orders.errors]).toEqual([]);
});

test('an order that was placed at the monolith is shown alike, and among the customer’s others', async () => {
  const { rows } = await programs.monolith.db.query<{ sku: string }>('select p.sku from products p join stock s on s.product_id = p.id where s.quantity > 100 order by p.id limit 3');
  const answer = await fetch(`${programs.monolith.url}/api/orders`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ items: rows.map(({ sku }, i) => ({ sku, quantity: i + 1 })) }) });
  const { order } = (await answer.json()) as { order: { id: number } };
  await until(async () => ((await programs.orders.db.query('select 1 from orders where id = $1', [order.id])).rows.length > 0 ? true : undefined));
  const get = (target: string) => ({ method: 'GET', target, headers: { cookie } });
  await parity([get('/api/orders'), get(`/api/orders/${order.id}`), get('/api/orders/1'), get('/api/orders/x'), get('/api/orders/999999999'), get('/api/orders/9999999999'), ...rows.map(({ sku }) => get(`/api/stock/${sku}`))]);
  const { headers } = await fetch(`${programs.orders.url}/api/orders`, { headers: { cookie } });
  expect(headers.get('x-shop-totalcount')).toBe('1');
});
