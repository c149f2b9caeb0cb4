import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { createAskAccounts } from '../../legacy-sample/accounts/accounts-service.ts';
import { createApp } from '../../legacy-sample/app.ts';
import { NobodyThere } from '../../legacy-sample/discovery/fetch-named.ts';
import { nothingHeard } from '../../legacy-sample/events/nothing-heard.ts';
import { createAskOrders } from '../../legacy-sample/orders/orders-service.ts';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  shop = await openShop();
  const { db } = shop;
  const service = { url: 'http://service.shop.internal:3000', token: 'x', fetchNamed: () => Promise.reject(new NobodyThere('service.shop.internal has no task')), isToCome: () => nothingHeard(db) };
  app = createApp({ db, now: Date.now, newId: randomUUID, exportPauseMs: 0, askAccounts: createAskAccounts(service), askOrders: createAskOrders(service), stopping: new AbortController().signal, logError: () => {} });
});
afterAll(() => shop.db.close());

const STRANGER = 'sid=00000000-0000-4000-8000-000000000000';

test('services that are still to come know nobody and nothing; those that have told something, and are away, are not guessed for', async () => {
  const login = await request(app).post('/api/login').send({ email: 'customer4@shop.example', password: 'correct-horse' }).expect(200);
  const customer = String(login.headers['set-cookie']).split(';')[0] ?? '';
  const order = () => request(app).get('/api/orders/500000001').set('cookie', customer);
  await request(app).get('/').set('cookie', STRANGER).expect(200).expect('set-cookie', /^sid=/);
  await order().expect(404);
  await shop.db.query('insert into inbox (event_id) values (gen_random_uuid())');
  const away = await request(app).get('/').set('cookie', STRANGER).expect(503);
  expect(away.headers['set-cookie']).toBeUndefined();
  await order().expect(503, /"code":"unavailable"/);
  await request(app).get('/').set('cookie', customer).expect(200);
  await request(app).get('/').expect(200);
});
