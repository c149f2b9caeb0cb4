import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import request from 'supertest';
import { createApp } from '../../legacy-sample/app.ts';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.db.close());

const bearer = { authorization: 'Bearer only-for-the-shop' };
const app = () => createApp({ db: shop.db, now: Date.now, newId: randomUUID, exportPauseMs: 0, stopping: new AbortController().signal, logError: () => {}, internalToken: 'only-for-the-shop' });

test('the shop’s own programs learn whose a session is, until the logout', async () => {
  const agent = request.agent(app());
  const owner = () => agent.get('/internal/session').set(bearer);
  await owner().expect(200, { customer: null, staff: false });
  await agent.get('/');
  await owner().expect(200, { customer: null, staff: false }).expect('Cache-Control', 'no-store');
  await agent.post('/api/login').send({ email: 'customer7@shop.example', password: 'correct-horse' }).expect(200);
  const { body } = (await owner().expect(200)) as { body: { customer: object } };
  expect(body.customer).toEqual({ id: 7, email: 'customer7@shop.example', name: expect.any(String) });
  await agent.post('/api/logout').expect(204);
  await owner().expect(200, { customer: null, staff: false });
});

test.each([[{}], [{ authorization: 'Bearer something-else' }], [{ authorization: 'only-for-the-shop' }]])('to others there is nothing there: %j', async (headers) => {
  await request(app()).get('/internal/session').set(headers).expect(404);
});

test('nor to anybody where no token was agreed upon', async () => {
  await request(shop.app).get('/internal/session').set({ authorization: 'Bearer ' }).expect(404);
  await request(shop.app).get('/internal/session').set({ authorization: 'Bearer undefined' }).expect(404);
});
