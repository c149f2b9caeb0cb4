import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { openShop } from './open-shop.ts';

describe('the shop on a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.close());

  test('is made once, however many processes begin together, and answers as the embedded one does', async () => {
    const url = await server.createDatabase('shop');
    const [first, second, embedded] = await Promise.all([openShop(url), openShop(url), openShop()]);
    const agents = [first, second, embedded].map(({ app }) => request.agent(app));
    for (const path of ['/api/products?per_page=100&sort=rating', '/api/categories', '/api/products/SKU-1', '/export/products.csv']) {
      const [a, b, c] = await Promise.all(agents.map(async (agent) => (await agent.get(path)).text.replaceAll(/"meta":\{[^}]*\}/g, '')));
      expect(a).toEqual(c);
      expect(b).toEqual(c);
    }
    for (const { db } of [first, second, embedded]) await db.close();
  });

  test('takes an order whole or not at all, and keeps it', async () => {
    const url = await server.createDatabase('orders');
    const shop = await openShop(url);
    const { rows } = await shop.db.query<{ sku: string; quantity: number }>('update stock s set quantity = 50 from products p where s.product_id = p.id and p.id <= 2 returning p.sku, s.quantity');
    const [a, b] = rows.toSorted((x, y) => (x.sku < y.sku ? -1 : 1));
    const agent = request.agent(shop.app);
    await agent.post('/api/login').send({ email: 'customer3@shop.example', password: 'correct-horse' }).expect(200);
    const lines = (quantity: number): object => ({ items: [{ sku: a?.sku, quantity: 1 }, { sku: b?.sku, quantity }] });
    await agent.post('/api/orders').send(lines((b?.quantity ?? 0) + 1)).expect(409);
    const orders = await Promise.all(Array.from({ length: 8 }, () => agent.post('/api/orders').send(lines(2)).expect(201)));
    expect(new Set(orders.map(({ body }) => (body as { order: { id: number } }).order.id)).size).toBe(8);
    await shop.db.close();

    const again = await openShop(url);
    const stock = await again.db.query('select p.sku, s.quantity from stock s join products p on p.id = s.product_id where p.sku = any($1) order by p.sku', [[a?.sku, b?.sku]]);
    expect(stock.rows).toEqual([{ sku: a?.sku, quantity: (a?.quantity ?? 0) - 8 }, { sku: b?.sku, quantity: (b?.quantity ?? 0) - 16 }]);
    await again.db.close();
  });
});
