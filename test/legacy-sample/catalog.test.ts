import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { openShop, type Shop } from './open-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.db.close());

interface Item {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  readonly price: string;
}

async function list(query: string): Promise<{ items: Item[]; total: number; pages: number; next: string | null }> {
  const { body } = await request(shop.app).get(`/api/products?${query}`).expect(200);
  return body as { items: Item[]; total: number; pages: number; next: string | null };
}

describe('a list of products', () => {
  test('is paged: every product is on one page, and next leads to the end', async () => {
    const skus: string[] = [];
    let path: string | null = '/api/products?per_page=100';
    while (path !== null) {
      const { body } = (await request(shop.app).get(path).expect(200)) as { body: { items: Item[]; next: string | null; total: number } };
      expect(body.total).toBe(2_000);
      skus.push(...body.items.map(({ sku }) => sku));
      path = body.next;
    }
    expect(new Set(skus).size).toBe(2_000);
  });

  test('is empty past the last page and still knows the total', async () => {
    expect(await list('page=21&per_page=100')).toMatchObject({ items: [], total: 2_000, next: null });
    expect(await list('page=50&q=jar')).toMatchObject({ items: [], total: (await list('q=jar')).total });
  });

  test('is sorted as asked', async () => {
    const prices = (await list('sort=-price&per_page=100')).items.map(({ price }) => Number(price));
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    const names = (await list('per_page=100')).items.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
  });

  test('of a department holds the products of its categories', async () => {
    const { items, total } = await list('category=play&per_page=100&sort=rating');
    expect(new Set(items.map(({ category }) => category))).toEqual(new Set(['board-games', 'wooden-toys']));
    const { body } = await request(shop.app).get('/api/categories/play').expect(200);
    expect(body).toMatchObject({ category: { slug: 'play', productCount: total } });
    expect(await list('category=nothing')).toMatchObject({ items: [], total: 0, pages: 0 });
  });

  test('of a search finds parts of names and brands whatever their case, and takes wildcards as letters', async () => {
    const { items, total } = await list('q=CAFÉ&per_page=100');
    expect(total).toBeGreaterThan(0);
    expect(items.every(({ name }) => name.includes('Café'))).toBe(true);
    expect((await list('q=fjäll')).total).toBeGreaterThan(0);
    for (const q of ['%25', '_', '%5C']) expect((await list(`q=${q}`)).total).toBe(0);
  });

  test.each(['page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1&page=2', 'per_page=101', 'sort=random', `q=${'x'.repeat(101)}`, 'q=%00'])('refuses %s', async (query) => {
    const { body } = await request(shop.app).get(`/api/products?${query}`).expect(400);
    expect(body).toMatchObject({ error: { code: 'bad_request' }, meta: { requestId: expect.any(String) } });
  });
});

test('a product shows its sale price, half a cent rounded up', async () => {
  const { rows } = await shop.db.query<{ sku: string }>('select sku from products where (list_price_cents * (100 - discount_percent)) % 100 = 50 order by id limit 1');
  const { body } = await request(shop.app).get(`/api/products/${rows[0]?.sku}`).expect(200);
  const { price, listPrice } = (body as { product: { price: string; listPrice: string } }).product;
  const { rows: stored } = await shop.db.query<{ exact: string }>('select (list_price_cents * (100 - discount_percent)) / 100.0 as exact from products where sku = $1', [rows[0]?.sku]);
  expect(Number(price) * 100).toBeCloseTo(Number(stored[0]?.exact) + 0.5);
  expect(listPrice).toMatch(/^\d+\.\d\d$/);
});

test('what is not there is 404 in JSON, and no fault of ours', async () => {
  for (const path of ['/api/products/NO-1', '/api/products/%00', '/api/products/a/b', '/api/categories/no', '/api/categories/no/products', '/api/nothing']) {
    const { body } = await request(shop.app).get(path).expect(404).expect('content-type', /json/);
    expect(body).toMatchObject({ error: { code: 'not_found' } });
  }
  await request(shop.app).get('/api/products/%ZZ').expect(400);
  expect(shop.errors).toEqual([]);
});

test('the catalog sets no cookie, and every answer has a request id of its own', async () => {
  const ids = new Set<string>();
  for (const path of ['/api/products', '/api/products/TEX-10001', '/api/categories', '/api/categories/home']) {
    const { headers, body } = await request(shop.app).get(path).expect(200);
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers['x-request-id']).toBe((body as { meta: { requestId: string } }).meta.requestId);
    ids.add(String(headers['x-request-id']));
  }
  expect(ids.size).toBe(4);
});
