import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { closeDatabase, cutConnections } from '../support/cut-database.ts';
import { until } from '../support/until.ts';
import { openPrograms, type Program, type Programs } from './open-programs.ts';

/** What each program does while a database is away: its own, or the one that carries the events. For the absence of a program see `both-sides.test.ts` of each service. */
let programs: Programs;
let cookie: string;
let sku: string;
beforeAll(async () => {
  programs = await openPrograms();
  const { headers } = await request(programs.accounts.url).post('/api/login').send({ email: 'customer1@shop.example', password: 'correct-horse' }).expect(200);
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  const { rows } = await programs.orders.db.query<{ sku: string }>('select p.sku from products p join stock s on s.product_id = p.id where s.quantity > 300 order by p.id limit 1');
  sku = rows[0]?.sku ?? '';
  await request(programs.orders.url).get('/api/orders').set('cookie', cookie).expect(200);
}, 90_000);
afterAll(() => programs.close());

const order = (at: Program, key: string) => request(at.url).post('/api/orders').set({ cookie, 'idempotency-key': key }).send({ items: [{ sku, quantity: 1 }] });
const stockAt = async (at: Program): Promise<number> => ((await request(at.url).get(`/api/stock/${sku}`).expect(200)).body as { quantity: number }).quantity;
const ordersAt = async ({ db }: Program): Promise<number> => (await db.query<{ n: number }>('select count(*)::integer as n from orders')).rows[0]?.n ?? 0;

test('connections that are cut in the middle of orders fail those orders alone, and asked again under their key each is one', async () => {
  const [placed, left] = [await ordersAt(programs.orders), await stockAt(programs.orders)];
  const keys = Array.from({ length: 40 }, (_, n) => `cut-${n}`);
  const first = keys.map((key) => order(programs.orders, key).then(({ status }) => status));
  let cut = 0;
  for (let n = 0; n < 5; n += 1) cut += await cutConnections(programs.urls.orders);
  const statuses = await Promise.all(first);
  expect(cut).toBeGreaterThan(0);
  expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
  expect(statuses).toContain(503);
  for (const key of keys) await until(async () => ((await order(programs.orders, key)).status === 201 ? true : undefined));
  expect([await ordersAt(programs.orders), await stockAt(programs.orders)]).toEqual([placed + 40, left - 40]);
});

test('without its store the orders service says 503, to its health check too; accounts and the monolith serve on; then it is back by itself', async () => {
  const { reopen } = await closeDatabase(programs.urls.orders);
  for (const path of [`/api/stock/${sku}`, '/api/orders', '/healthz']) await request(programs.orders.url).get(path).set('cookie', cookie).expect(503, /"code":"unavailable"/);
  await order(programs.orders, 'away').expect(503);
  await request(programs.accounts.url).get('/api/me').set('cookie', cookie).expect(200);
  await request(programs.monolith.url).get('/').set('cookie', cookie).expect(200);
  await reopen();
  await order(programs.orders, 'away').expect(201);
});

test('without its store the accounts service says 503; whom the others know already they serve on', async () => {
  const { reopen } = await closeDatabase(programs.urls.accounts);
  await request(programs.accounts.url).get('/api/me').set('cookie', cookie).expect(503, /"code":"unavailable"/);
  await order(programs.orders, 'no-accounts').expect(201);
  await request(programs.monolith.url).get('/orders').set('cookie', cookie).expect(200);
  await reopen();
  await request(programs.accounts.url).get('/api/me').set('cookie', cookie).expect(200);
});

test('without its database the monolith says 503, its pages in HTML and its API in JSON, and is back by itself', async () => {
  // Events that it is given meanwhile would come again after half a minute: `soak/sample/absences` waits for them.
  await programs.holdEvents();
  const { reopen } = await closeDatabase(programs.urls.shop);
  await request(programs.monolith.url).get('/').expect(503).expect('content-type', /html/);
  await request(programs.monolith.url).get('/api/products').expect(503, /"code":"unavailable"/);
  await order(programs.orders, 'no-monolith').expect(201);
  await reopen();
  await programs.resumeEvents();
  await request(programs.monolith.url).get('/').expect(200);
});

test('without the bus everybody serves on, those who start meanwhile too, and all that has happened is heard of afterwards, once', async () => {
  await until(async () => ((await stockAt(programs.orders)) === (await stockAt(programs.monolith)) ? true : undefined));
  const [placed, left] = [await ordersAt(programs.monolith), await stockAt(programs.monolith)];
  const { reopen } = await closeDatabase(programs.urls.events);
  await order(programs.orders, 'no-bus').expect(201);
  await programs.holdEvents();
  await programs.resumeEvents();
  await order(programs.orders, 'no-bus-yet').expect(201);
  expect(await ordersAt(programs.monolith)).toBe(placed);
  await reopen();
  await until(async () => ((await ordersAt(programs.monolith)) === placed + 2 ? true : undefined));
  expect(await stockAt(programs.monolith)).toBe(left - 2);
  expect((await programs.orders.db.query('select 1 from outbox')).rows).toEqual([]);
});
