import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { until } from '../../support/until.ts';
import { openPrograms, TOKEN, type Program, type Programs } from '../open-programs.ts';

let programs: Programs;
let cookie: string;
beforeAll(async () => {
  programs = await openPrograms();
  const { headers } = await request(programs.accounts.url).post('/api/login').send({ email: 'customer1@shop.example', password: 'correct-horse' }).expect(200);
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
}, 90_000);
beforeEach(() => {
  for (const each of [programs.monolith, programs.accounts, programs.orders]) each.comeBack();
});
afterAll(() => programs.close());

interface Placed {
  readonly order: { readonly id: number; readonly total: string };
}

const SIDES = [['the monolith', 'the service'], ['the service', 'the monolith']] as const;
const side = (name: (typeof SIDES)[number][number]): Program => (name === 'the service' ? programs.orders : programs.monolith);
const stockAt = async (at: Program, sku: string): Promise<number> => ((await request(at.url).get(`/api/stock/${sku}`).expect(200)).body as { quantity: number }).quantity;
const order = (at: Program, sku: string, quantity: number, headers: Record<string, string> = {}) => request(at.url).post('/api/orders').set({ cookie, ...headers }).send({ items: [{ sku, quantity }] });
/** The nth product of which there are many. */
async function product(n: number): Promise<string> {
  const { rows } = await programs.orders.db.query<{ sku: string }>('select p.sku from products p join stock s on s.product_id = p.id where s.quantity > 300 order by p.id limit 1 offset $1', [n]);
  return rows[0]?.sku ?? '';
}
const ordersAt = async (at: Program): Promise<number> => (await at.db.query<{ n: number }>('select count(*)::integer as n from orders')).rows[0]?.n ?? 0;

describe.each(SIDES)('an order placed at %s', (here, there) => {
  test(`is known to ${there} at once, and soon without asking; the stock is right at both`, async () => {
    const sku = await product(0);
    const before = await stockAt(side(here), sku);
    await until(async () => ((await stockAt(side(there), sku)) === before ? true : undefined));
    await programs.holdEvents();
    const { body } = (await order(side(here), sku, 3).expect(201)) as { body: Placed };
    const path = `/api/orders/${body.order.id}`;
    await request(side(there).url).get(path).set('cookie', cookie).expect(200, new RegExp(`"id":${body.order.id},`));
    side(here).goAway();
    await request(side(there).url).get(path).set('cookie', cookie).expect(503, /"code":"unavailable"/);
    await programs.resumeEvents();
    await until(async () => ((await stockAt(side(there), sku)) === before - 3 ? true : undefined));
    await request(side(there).url).get(path).set('cookie', cookie).expect(200, new RegExp(`"total":"${body.order.total}"`));
    side(here).comeBack();
    expect(await stockAt(side(here), sku)).toBe(before - 3);
  });

  test(`has its effect at ${there} once, however often the news of it comes`, async () => {
    const sku = await product(1);
    await programs.holdEvents();
    const [before, orders] = [await stockAt(side(there), sku), await ordersAt(side(there))];
    await order(side(here), sku, 2).expect(201);
    const news = await side(here).db.query<{ event_id: string; kind: string; body: object }>('select event_id, kind, body from outbox');
    for (const { event_id, kind, body } of news.rows) {
      const event = { id: event_id, source: here === 'the service' ? 'orders' : 'monolith', kind, body };
      await programs.bus.query('insert into messages (queue, event_id, event) values ($1, gen_random_uuid(), $2), ($1, gen_random_uuid(), $2)', [here === 'the service' ? 'monolith' : 'orders', JSON.stringify(event)]);
    }
    await programs.resumeEvents();
    await until(async () => ((await programs.bus.query('select 1 from messages')).rows.length === 0 && (await ordersAt(side(there))) === orders + 1 ? true : undefined));
    expect(await stockAt(side(there), sku)).toBe(before - 2);
  });
});

test('asked for twice under one key it is one order, also at the same moment; under that key nothing else can be ordered', async () => {
  const sku = await product(2);
  const before = await stockAt(programs.orders, sku);
  const key = { 'idempotency-key': 'cart-77' };
  const answers = await Promise.all(Array.from({ length: 6 }, () => order(programs.orders, sku, 1, key).expect(201)));
  expect(new Set(answers.map(({ body }) => (body as Placed).order.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(5);
  expect(await stockAt(programs.orders, sku)).toBe(before - 1);
  await order(programs.orders, sku, 2, key).expect(422, /idempotency_key_reused/);
  await order(programs.orders, sku, 1, { 'idempotency-key': 'x'.repeat(256) }).expect(400);
});

test('a key is free again where its order was refused', async () => {
  const sku = await product(3);
  const key = { 'idempotency-key': 'cart-78' };
  await programs.orders.db.query('update stock set quantity = 1 where product_id = (select id from products where sku = $1)', [sku]);
  await order(programs.orders, sku, 2, key).expect(409, /out_of_stock/);
  await programs.orders.db.query('update stock set quantity = 2 where product_id = (select id from products where sku = $1)', [sku]);
  await order(programs.orders, sku, 2, key).expect(201);
});

test('the last piece is sold once, however many ask at the same moment', async () => {
  const sku = await product(4);
  await programs.orders.db.query('update stock set quantity = 3 where product_id = (select id from products where sku = $1)', [sku]);
  const statuses = (await Promise.all(Array.from({ length: 10 }, () => order(programs.orders, sku, 1)))).map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 201, 201, ...Array.from({ length: 7 }, () => 409)]);
  expect(await stockAt(programs.orders, sku)).toBe(0);
});

test('without the accounts service customers are still known, by what it said before and by the monolith', async () => {
  programs.accounts.goAway();
  await request(programs.orders.url).get('/api/orders').set('cookie', cookie).expect(200);
  const { headers } = await request(programs.monolith.url).post('/api/login').send({ email: 'customer5@shop.example', password: 'correct-horse' }).expect(200);
  await request(programs.orders.url).get('/api/orders').set('cookie', String(headers['set-cookie']).split(';')[0] ?? '').expect(200);
  programs.monolith.goAway();
  await request(programs.orders.url).get('/api/orders').set('cookie', 'sid=00000000-0000-4000-8000-000000000000').expect(503);
  await order(programs.orders, await product(5), 1).expect(201);
});

test('who logs out is nobody here either, soon', async () => {
  const { headers } = await request(programs.accounts.url).post('/api/login').send({ email: 'customer6@shop.example', password: 'correct-horse' }).expect(200);
  const own = String(headers['set-cookie']).split(';')[0] ?? '';
  await request(programs.orders.url).get('/api/orders').set('cookie', own).expect(200);
  await request(programs.accounts.url).post('/api/logout').set('cookie', own).expect(204);
  await until(async () => ((await request(programs.orders.url).get('/api/orders').set('cookie', own)).status === 401 ? true : undefined));
});

test('the feed brings orders of both places to those who work here, and to nobody else', async () => {
  const sku = await product(6);
  const answer = await fetch(`${programs.orders.url}/api/orders/feed`, { headers: { cookie } });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const placed = [(await order(programs.orders, sku, 1).expect(201)).body as Placed, (await order(programs.monolith, sku, 1).expect(201)).body as Placed].map((each) => each.order.id);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (placed.every((id) => text.includes(`"id":${id},`))) break;
  }
  expect(text).toMatch(/^id: \d+\nevent: order\ndata: \{"id":\d+,"customer":1,"total":"\d+\.\d\d"/);
  await request(programs.orders.url).get('/api/orders/feed').expect(403, /"code":"forbidden"/);
});

test('to those without the token there is no order of another to ask for', async () => {
  await request(programs.orders.url).get('/internal/orders/100001?customer=1').expect(404);
  await request(programs.orders.url).get('/internal/orders/1?customer=1').set('authorization', `Bearer ${TOKEN}`).expect(200, { order: null });
});

describe.each([['the monolith', () => programs.monolith], ['the service', () => programs.orders]] as const)('where the writes of its orders are elsewhere, %s', (_name, at) => {
  test('says whose they are, and nothing has happened', async () => {
    const { db } = at();
    await db.query(`create function refuse() returns trigger language plpgsql as $$ begin raise exception using errcode = 'BNY01', message = 'the writes of orders are owned by the candidate'; end $$`);
    await db.query('create trigger fence before insert on orders for each statement execute function refuse()');
    const sku = await product(7);
    const before = await stockAt(at(), sku);
    await order(at(), sku, 1).expect(503).expect('x-banyan-fenced', 'candidate');
    expect(await stockAt(at(), sku)).toBe(before);
    await db.query('drop trigger fence on orders');
  });
});
