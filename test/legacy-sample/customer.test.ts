import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.db.close());

type Agent = ReturnType<typeof request.agent>;

async function loggedIn(customer = 1): Promise<Agent> {
  const agent = request.agent(shop.app);
  await agent.post('/api/login').send({ email: `customer${customer}@shop.example`, password: 'correct-horse' }).expect(200);
  return agent;
}

/** Two products that are in stock, cheapest first. */
async function twoProducts(): Promise<{ sku: string; price_cents: number; quantity: number; sold: number }[]> {
  const { rows } = await shop.db.query<{ sku: string; price_cents: number; quantity: number; sold: number }>(
    'select p.sku, p.price_cents, s.quantity, p.sold from products p join stock s on s.product_id = p.id where s.quantity > 100 order by p.price_cents, p.sku limit 2',
  );
  return rows;
}

describe('a login', () => {
  test('begins a session under a new id, which only HTTP sees', async () => {
    const agent = request.agent(shop.app);
    const visit = await agent.get('/').expect(200);
    const login = await agent.post('/api/login').send({ email: 'CUSTOMER7@shop.example', password: 'correct-horse' }).expect(200);
    expect(String(login.headers['set-cookie'])).toMatch(/^sid=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(login.headers['set-cookie']).not.toEqual(visit.headers['set-cookie']);
    await agent.get('/api/me').expect(200, /customer7@shop\.example/);
  });

  test('says the same of a wrong password as of an unknown address', async () => {
    const answers = await Promise.all(
      [{ email: 'customer1@shop.example', password: 'x' }, { email: 'nobody@shop.example', password: 'correct-horse' }, {}, { email: ['x'], password: 1 }].map(async (json) => {
        const { body, headers } = await request(shop.app).post('/api/login').send(json).expect(401);
        expect(headers).not.toHaveProperty('set-cookie');
        return (body as { error: object }).error;
      }),
    );
    for (const error of answers) expect(error).toEqual(answers[0]);
  });

  test('ends with a logout', async () => {
    const agent = await loggedIn();
    await agent.post('/api/logout').expect(204);
    await agent.get('/api/me').expect(401);
  });
});

describe('an order', () => {
  test('takes the stock, counts the sale in the catalog and is found again, by its customer only', async () => {
    const [a, b] = await twoProducts();
    const agent = await loggedIn();
    const json = { items: [{ sku: a?.sku, quantity: 2 }, { sku: b?.sku, quantity: 1 }, { sku: a?.sku, quantity: 1 }] };
    const { body } = await agent.post('/api/orders').send(json).expect(201);
    const { order } = body as { order: { id: number; total: string } };
    expect(Number(order.total) * 100).toBeCloseTo(3 * (a?.price_cents ?? 0) + (b?.price_cents ?? 0));
    const after = await twoProducts();
    expect(after).toMatchObject([{ quantity: (a?.quantity ?? 0) - 3, sold: (a?.sold ?? 0) + 3 }, { quantity: (b?.quantity ?? 0) - 1, sold: (b?.sold ?? 0) + 1 }]);
    await agent.get(`/api/stock/${a?.sku}`).expect(200, new RegExp(`"quantity":${after[0]?.quantity}`));
    await agent.get(`/api/orders/${order.id}`).expect(200);
    await (await loggedIn(2)).get(`/api/orders/${order.id}`).expect(404);
  });

  test('that exceeds the stock changes nothing', async () => {
    const before = await twoProducts();
    const [a, b] = before;
    await shop.db.query('update stock set quantity = 5 where product_id = (select id from products where sku = $1)', [b?.sku]);
    const count = async (): Promise<unknown> => (await shop.db.query('select (select count(*) from orders) as orders, (select sum(quantity) from stock) as stock, (select sum(sold) from products) as sold')).rows;
    const counted = await count();
    const agent = await loggedIn();
    const { body } = await agent.post('/api/orders').send({ items: [{ sku: a?.sku, quantity: 1 }, { sku: b?.sku, quantity: 6 }] }).expect(409);
    expect(body).toMatchObject({ error: { code: 'out_of_stock' } });
    await agent.post('/api/orders').send({ items: [{ sku: a?.sku, quantity: 1 }, { sku: 'NO-1', quantity: 1 }] }).expect(404);
    expect(await count()).toEqual(counted);
    await shop.db.query('update stock set quantity = $2 where product_id = (select id from products where sku = $1)', [b?.sku, b?.quantity]);
  });

  test('needs a customer, and items that are some', async () => {
    const [a] = await twoProducts();
    await request(shop.app).post('/api/orders').send({ items: [{ sku: a?.sku, quantity: 1 }] }).expect(401);
    const agent = await loggedIn();
    for (const items of [undefined, [], 'x', [null], [{ sku: a?.sku }], [{ sku: a?.sku, quantity: 0 }], [{ sku: a?.sku, quantity: 1.5 }], [{ sku: "'", quantity: 1 }]]) {
      await agent.post('/api/orders').send({ items }).expect(400);
    }
    await agent.post('/api/orders').type('json').send('{').expect(400);
    await agent.get('/api/orders/x').expect(404);
  });
});

describe('a review', () => {
  test('brings its image whole, and waits to be read before it counts', async () => {
    const [a] = await twoProducts();
    const image = Buffer.alloc(100_000, 'banyan');
    const before = (await request(shop.app).get(`/api/products/${a?.sku}`)).body as { product: object };
    const { body } = await (await loggedIn()).post('/api/reviews').field({ sku: String(a?.sku), rating: '4', text: 'Good' }).attach('image', image, { filename: 'a.png', contentType: 'image/png' }).expect(201);
    const { review } = body as { review: { image: { url: string; bytes: number; sha256: string } } };
    expect(review.image).toMatchObject({ bytes: image.length, sha256: createHash('sha256').update(image).digest('hex') });
    const sent = await request(shop.app).get(review.image.url).expect(200).expect('content-type', 'image/png');
    expect(image.equals(sent.body as Buffer)).toBe(true);
    const after = (await request(shop.app).get(`/api/products/${a?.sku}`)).body as { product: object };
    expect(after.product).toEqual(before.product);
  });

  test('is refused without a customer, without a form, with something else than an image, with too large a one', async () => {
    const [a] = await twoProducts();
    const fields = { sku: String(a?.sku), rating: '4' };
    await request(shop.app).post('/api/reviews').field(fields).expect(401);
    const agent = await loggedIn();
    await agent.post('/api/reviews').send(fields).expect(400);
    await agent.post('/api/reviews').field({ ...fields, rating: '6' }).expect(400);
    await agent.post('/api/reviews').field(fields).attach('image', Buffer.from('<html>'), { filename: 'a.html', contentType: 'text/html' }).expect(400);
    await agent.post('/api/reviews').field(fields).attach('image', Buffer.alloc(600_000), { filename: 'a.png', contentType: 'image/png' }).expect(413);
    await agent.post('/api/reviews').set('content-type', 'multipart/form-data; boundary=x').send('--x\r\nnonsense').expect(400);
    await agent.post('/api/reviews').field({ ...fields, sku: 'NO-1' }).expect(404);
    expect(shop.errors).toEqual([]);
  });
});
