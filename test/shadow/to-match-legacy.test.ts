import { expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import request from 'supertest';
import { rulesOf, toMatchLegacy } from '../../testing.ts';
import catalogMigration from '../../migrations/0001-catalog.migration.ts';

expect.extend({ toMatchLegacy });

/** A small shop, in which some things can be made to differ. */
function shop({ price = 19.99, name = 'Lamp', status = 201 } = {}): Express {
  const app = express().use(express.json(), express.urlencoded());
  const items = Array.from({ length: 40 }, (_, i) => ({ id: i, price, name }));
  app.get('/api/products', (_, response) => void response.json({ items, meta: { requestId: crypto.randomUUID() } }));
  app.get('/api/token', (_, response) => void response.json({ token: `sk-${price}-9f8e7d6c5b4a39281706` }));
  app.post('/api/orders', ({ body, headers, query }, response) => void response.status(status).json({ body, query, by: headers['x-user'] }));
  return app;
}
const rules = { masks: { '$.meta.requestId': 'uuid' } } as const;

/** The message of an assertion that fails. */
async function messageOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => 'it passed',
    (error: Error) => error.message,
  );
}

test('passes where both answer the same', async () => {
  await expect(request(shop()).get('/api/products')).toMatchLegacy(shop(), rules);
  await expect(request(shop()).get('/nowhere').set('accept', 'text/html')).toMatchLegacy(shop());
  await expect(request(shop()).get('/api/products')).not.toMatchLegacy(shop({ price: 20 }), rules);
});

test.each<[string, (candidate: Express) => request.Test]>([
  ['JSON', (candidate) => request(candidate).post('/api/orders?a=1').query({ b: '2' }).set('x-user', 'u1').send({ n: 1 })],
  ['a text', (candidate) => request(candidate).post('/api/orders').set('content-type', 'application/json').send('{"n":1}')],
  ['a form', (candidate) => request(candidate).post('/api/orders').type('form').send({ n: 1 })],
])('sends legacy the same request: method, query, headers and body as %s', async (_what, send) => {
  const [mine, legacys]: [object[], object[]] = [[], []];
  const seenBy = (seen: object[]) => express().use(express.text({ type: () => true }), ({ method, url, headers, body }, response) => void (seen.push({ method, url, headers: { ...headers, host: '' }, body }), response.json({})));
  await expect(send(seenBy(mine))).toMatchLegacy(seenBy(legacys));
  expect(legacys).toEqual(mine);
  expect(legacys).toHaveLength(1);
});

test('a failure tells at once what differs, each field before any field twice', async () => {
  expect(await messageOf(expect(request(shop({ price: 20, name: 'Lamb' })).get('/api/products')).toMatchLegacy(shop(), rules))).toBe(
    [
      'the candidate does not answer as legacy does',
      '',
      'GET /api/products',
      '  $.items[].price: legacy 19.99, candidate 20',
      '  $.items[].name: legacy "Lamp", candidate "Lamb"',
      '  and 78 more like these',
    ].join('\n'),
  );
  expect(await messageOf(expect(request(shop({ status: 500 })).post('/api/orders')).toMatchLegacy(shop()))).toBe('the candidate does not answer as legacy does\n\nPOST /api/orders\n  status: legacy 201, candidate 500');
  expect(await messageOf(expect(request(shop()).get('/nowhere')).not.toMatchLegacy(shop()))).toContain('legacy and candidate answer the same, though they should not\n\nGET /nowhere');
});

test('a failure shows no secret', async () => {
  expect(await messageOf(expect(request(shop({ price: 1 })).get('/api/token')).toMatchLegacy(shop()))).toMatch(/\$\.token: legacy string\(len \d+.*\)#[\da-f]{8}, candidate string/);
});

test('what is no request that can still be sent is refused with what to do', async () => {
  const answer = await request(shop()).get('/api/products');
  expect(await messageOf(expect(answer).toMatchLegacy(shop()))).toContain('was given no request of supertest’s');
  expect(await messageOf(expect(undefined).toMatchLegacy(shop()))).toContain('was given no request of supertest’s');
  expect(await messageOf(expect(request(shop()).post('/api/orders').attach('file', Buffer.from('x'), 'x.txt')).toMatchLegacy(shop()))).toContain('attached files');
});

test('takes its masks from a migration file', async () => {
  expect(rulesOf(catalogMigration)).toMatchObject({ masks: { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp' }, unordered: [] });
  await expect(request(shop()).get('/api/products')).toMatchLegacy(shop(), rulesOf(catalogMigration));
});
