import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import { expectParity } from '../../shadow/expect-parity.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A small shop, in which some things can be made to differ. */
function shop({ price = 19.99, echo = (body: unknown) => body, note = 'Hello' } = {}): Express {
  const app = express().use(express.json());
  app.get('/api/products', (_, response) => void response.json({ items: [{ id: 1, price, name: 'Lamp', createdAt: new Date().toISOString() }] }));
  app.get('/page', (_, response) => void response.send(`<h1>${note}</h1>`));
  app.get('/gone', (_, response) => response.redirect('/api/products'));
  app.post('/api/orders', ({ body, headers }, response) => void response.status(201).json({ got: echo(body), by: headers['x-user'] }));
  return app;
}

const MASKED = { masks: { '$.items[].createdAt': 'timestamp' }, unordered: [] } as const;
const ALL = ['GET /api/products', '/page', 'HEAD /page', 'GET /gone', 'GET /nowhere', { method: 'POST', target: '/api/orders', headers: { 'x-user': 'u1' }, body: { n: 1 } }];

test('is silent about two apps that answer the same', async () => {
  await expectParity(shop(), shop(), ALL, MASKED);
});

test('throws what differs, in sentences', async () => {
  await expect(expectParity(shop(), shop({ price: 20, note: 'Hullo' }), ALL, MASKED)).rejects.toThrow(
    /^2 of 6 answers differ\n\nGET \/api\/products\n {2}\$\.items\[\]\.price: legacy 19\.99, candidate 20\n\nGET \/page\n {2}\$\.html\[\]\.body\[\]\.h1\[\]: legacy "Hello", candidate "Hullo"/,
  );
});

test('sends method, headers and body', async () => {
  const order = { method: 'POST', target: '/api/orders', body: { name: 'Lamp' } };
  await expect(expectParity(shop(), shop({ echo: () => ({ name: 'Vase' }) }), [order])).rejects.toThrow('$.got.name: legacy "Lamp", candidate "Vase"');
});

test('takes base URLs, and shows no secret', async () => {
  const server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"token":"hunter2"}')).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expectParity(url, url, ['GET /?x=1']);
  const other = express().get('/', (_, response) => void response.set('etag', '').json({ token: 'hunter3' }));
  const error = await expectParity(url, other, ['GET /']).then(
    () => '',
    (thrown: Error) => thrown.message,
  );
  expect(error).toMatch(/\$\.token: legacy string\(len 7\)#[\da-f]{8}, candidate string\(len 7\)#/);
  expect(error).not.toContain('hunter');
});

test('follows no redirect', async () => {
  const moved = (to: string) => express().get('/', (_, response) => response.redirect(to));
  await expect(expectParity(moved('/a'), moved('/b'), ['GET /'])).rejects.toThrow('header.location: legacy /a, candidate /b');
});

test('undoes compression', async () => {
  const { gzipSync } = await import('node:zlib');
  const zipped = express().get('/', (_, response) => void response.set('content-encoding', 'gzip').type('json').send(gzipSync('{ "a": 1 }')));
  const plain = express().get('/', (_, response) => void response.type('json').send('{"a":1}'));
  await expectParity(zipped, plain, ['GET /']);
});
