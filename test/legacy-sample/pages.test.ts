import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { serve, stopServing } from '../../legacy-sample/http/serve.ts';
import { until } from '../support/until.ts';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.db.close());

test('the first page begins a session that the next ones keep', async () => {
  const agent = request.agent(shop.app);
  const first = await agent.get('/').expect(200).expect('content-type', /html/);
  expect(first.headers['set-cookie']).toHaveLength(1);
  const second = await agent.get('/search?q=jar').expect(200);
  expect(second.headers).not.toHaveProperty('set-cookie');
  await request(shop.app).get('/').set('Cookie', "sid='or'1").expect(200).expect('set-cookie', /^sid=/);
});

test('a customer shops by forms: cart, login, order', async () => {
  const agent = request.agent(shop.app);
  const { rows } = await shop.db.query<{ sku: string; name: string }>('select sku, name from products p join stock s on s.product_id = p.id where s.quantity > 10 order by id limit 1');
  const sku = String(rows[0]?.sku);
  await agent.get(`/products/${sku}`).expect(200, new RegExp(`value="${sku}"`));
  await agent.post('/cart').type('form').send({ sku, quantity: '2' }).expect(303);
  await agent.get('/cart').expect(200, new RegExp(`/products/${sku}`));
  await agent.get('/orders').expect(303).expect('location', '/login');
  await agent.post('/login').type('form').send({ email: 'customer3@shop.example', password: 'no' }).expect(401, /is wrong/);
  await agent.post('/login').type('form').send({ email: 'customer3@shop.example', password: 'correct-horse' }).expect(303);
  const ordered = await agent.post('/orders').expect(303);
  await agent.get(String(ordered.headers['location'])).expect(200, new RegExp(`/products/${sku}`));
  await agent.get('/cart').expect(200, /empty/);
});

test('what a visitor typed is shown as text, and what is not there is a page', async () => {
  await request(shop.app).get('/search?q=<script>').expect(200, /&lt;script&gt;/);
  await request(shop.app).get('/nothing').expect(404).expect('content-type', /html/);
  await request(shop.app).get('/products/%00').expect(404);
  expect(shop.errors).toEqual([]);
});

test('the export lists every product with its stock', async () => {
  const { text } = await request(shop.app).get('/export/products.csv').expect(200).expect('content-type', /csv/);
  const lines = text.split('\r\n');
  expect(lines).toHaveLength(2_002);
  expect(lines[1]).toMatch(/^[A-Z]{3}-\d+,[^,]+,[^,]+,\d+\.\d\d,\d+$/);
});

test('a fault of ours is logged whole and told in general', async () => {
  await shop.db.query('alter table products rename to gone');
  const { body } = await request(shop.app).get('/api/products').expect(500);
  expect(body).toMatchObject({ error: { code: 'internal', message: 'Something went wrong' } });
  await request(shop.app).get('/').expect(500).expect('content-type', /html/);
  expect(shop.errors.splice(0)).toHaveLength(2);
  await shop.db.query('alter table gone rename to products');
});

test('a stop finishes what is in flight, takes nothing new and waits for no idle connection', async () => {
  const finish: (() => void)[] = [];
  const app = express().get('/', (_req, res) => {
    res.type('text').write('who');
    finish.push(() => res.end('le'));
  });
  const server = await serve(app, 0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<string>((resolve, reject) => {
    get({ agent, port, host: '127.0.0.1' }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      res.on('end', () => resolve(text));
    }).on('error', reject);
  });
  const finishAnswer = await until(() => finish[0]);
  const stopped = stopServing(server);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  finishAnswer();
  expect(await answer).toBe('whole');
  await stopped;
  agent.destroy();
});
