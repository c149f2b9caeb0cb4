import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
let server: Server;
let url: string;
beforeAll(async () => {
  shop = await openShop();
  server = createServer(shop.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await shop.db.close();
});

async function cookieOf(customer: number): Promise<string> {
  const { headers } = await request(url).post('/api/login').send({ email: `customer${customer}@shop.example`, password: 'correct-horse' }).expect(200);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

async function placeOrder(cookie: string): Promise<number> {
  const { rows } = await shop.db.query<{ sku: string }>('select p.sku from products p join stock s on s.product_id = p.id where s.quantity > 100 order by p.sku limit 1');
  const { body } = await request(url).post('/api/orders').set('cookie', cookie).send({ items: [{ sku: rows[0]?.sku, quantity: 1 }] }).expect(201);
  return (body as { order: { id: number } }).order.id;
}

describe('the feed of orders', () => {
  /** Reads events until as many orders have come; leaves then, or stays. */
  async function readFeed(headers: Record<string, string>, orders: number, whenOpen: () => Promise<unknown>): Promise<{ readonly arrival: number; readonly id: number }[]> {
    const leaving = new AbortController();
    const answer = await fetch(`${url}/api/orders/feed`, { headers, signal: leaving.signal });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream\b/);
    await whenOpen();
    let text = '';
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString();
      if (text.split('\n\n').length > orders) break;
    }
    leaving.abort();
    return [...text.matchAll(/^id: (?<arrival>\d+)\nevent: order\ndata: \{"id":(?<id>\d+),"customer":\d+,"total":"\d+\.\d\d","placedAt":"[^"]+"\}\n\n/gm)].map(({ groups }) => ({ arrival: Number(groups?.['arrival']), id: Number(groups?.['id']) }));
  }

  test('brings each order as it is placed, and what was missed to whoever comes back', async () => {
    const [staff, customer] = [await cookieOf(1), await cookieOf(2)];
    const placed: number[] = [];
    const seen = await readFeed({ cookie: staff }, 2, async () => placed.push(await placeOrder(customer), await placeOrder(customer)));
    expect(seen.map(({ id }) => id)).toEqual(placed);
    const missed = await placeOrder(customer);
    expect(await readFeed({ cookie: staff, 'last-event-id': String(seen[1]?.arrival) }, 1, async () => {})).toMatchObject([{ id: missed }]);
  });

  test('is for those who work here: everybody else gets a page', async () => {
    for (const cookie of [await cookieOf(2), '']) await request(url).get('/api/orders/feed').set('cookie', cookie).expect(403).expect('content-type', /html/);
  });

  test('ends when the process is to stop', async () => {
    const answer = await fetch(`${url}/api/orders/feed`, { headers: { cookie: await cookieOf(1) } });
    shop.stop();
    expect(await answer.text()).toBe('');
  });
});

describe('the page behind the counter', () => {
  test('shows the latest orders, and what was looked at since the process began', async () => {
    const staff = await cookieOf(1);
    const id = await placeOrder(await cookieOf(2));
    await request(url).get('/search?q=lamp').expect(200);
    const { text } = await request(url).get('/admin').set('cookie', staff).expect(200);
    expect(text).toContain(`<td>${id}</td>`);
    expect(text).toContain('<td>/search</td><td>1</td>');
  });

  test('is for those who work here', async () => {
    await request(url).get('/admin').set('cookie', await cookieOf(2)).expect(403);
    await request(url).get('/admin').expect(403);
  });
});

test('a list of orders says how many there are in a header of mixed case', async () => {
  const cookie = await cookieOf(3);
  await placeOrder(cookie);
  const rawHeaders = await new Promise<string[]>((resolve, reject) => get(`${url}/api/orders`, { headers: { cookie } }, (answer) => resolve(answer.resume().rawHeaders)).on('error', reject));
  expect(rawHeaders[rawHeaders.indexOf('X-Shop-TotalCount') + 1]).toBe('1');
});
