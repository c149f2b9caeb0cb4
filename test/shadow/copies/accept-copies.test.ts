import { describe, expect, test } from '@jest/globals';
import express, { type Express, type RequestHandler } from 'express';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import supertest from 'supertest';
import { createAcceptCopies, refusedCopies, type AcceptCopiesOptions, type CopyRequest } from '../../../shadow/copies/accept-copies.ts';
import { confirmCopy, mintCopyToken, readConfirmation, type CopyClaims } from '../../../shadow/copies/copy-token.ts';
import { copyHeaders, currentCopy, isDryRun, outward } from '../../../shadow/copies/current-copy.ts';
import { createSpentNonces } from '../../../shadow/copies/spent-nonces.ts';
import { transaction } from '../../../shadow/copies/transaction.ts';

const SECRET = 'thirty-two-characters-and-no-fewer';
const NOW = 1_800_000_000_000;
const BODY = JSON.stringify({ sku: 'lamp', note: 'grün' });

function appWith(handler: RequestHandler, options: Partial<AcceptCopiesOptions> = {}): Express {
  const app = express();
  app.use(createAcceptCopies({ secret: SECRET, group: 'orders', routes: ['POST /orders', '/orders/*'], modes: ['dry-run', 'isolated-store'], now: () => NOW, ...options }));
  app.use(express.json());
  app.use(handler);
  app.use(refusedCopies);
  return app;
}

const claims = (more: Partial<CopyClaims> = {}): CopyClaims => ({ group: 'orders', copy: { mode: 'dry-run' }, expiresAt: NOW + 30_000, nonce: randomBytes(16).toString('base64url'), ...more });
const tokenFor = (said: CopyClaims, { method = 'POST', target = '/orders', body = BODY } = {}) => mintCopyToken(SECRET, said, { method, target, body: Buffer.from(body) });
const post = (app: Express, token: string, target = '/orders', body = BODY) => supertest(app).post(target).set({ 'content-type': 'application/json', 'x-banyan-shadow': '1', 'x-banyan-copy': token }).send(body);
const verdictIn = ({ headers }: { headers: Record<string, string> }, { nonce }: CopyClaims) => readConfirmation(SECRET, nonce, headers['x-banyan-copy']);

const telling: RequestHandler = (req, res) => {
  const { copy, dryRun } = req as unknown as CopyRequest;
  res.json({ copy: copy ?? null, dryRun: dryRun ?? null, current: currentCopy() ?? null, body: req.body as unknown });
};

test('a request that says nothing of copies is as it was', async () => {
  const { status, body } = await supertest(appWith(telling)).post('/orders').send({ sku: 'lamp' });
  expect([status, body]).toEqual([200, { copy: null, dryRun: null, current: null, body: { sku: 'lamp' } }]);
});

test('a copy is told to the code, whose body parser gets the body all the same, and confirmed', async () => {
  const said = claims();
  const answer = await post(appWith(telling), tokenFor(said));
  expect(answer.body).toEqual({ copy: { mode: 'dry-run' }, dryRun: true, current: { mode: 'dry-run' }, body: JSON.parse(BODY) });
  expect(verdictIn(answer, said)).toBe('taken');
});

test('where the router is mounted below a path, the token is for the whole of it', async () => {
  const app = express();
  app.use('/api', appWith(telling, { routes: ['/api/orders'] }));
  expect((await post(app, tokenFor(claims(), { target: '/api/orders' }), '/api/orders')).status).toBe(200);
});

test('a large body in many pieces is left for the code, whole', async () => {
  const body = JSON.stringify({ text: 'ä'.repeat(90_000) });
  const app = appWith((req, res) => void res.json({ length: (req.body as { text: string }).text.length, dry: isDryRun() }), {});
  const sized = express().use(createAcceptCopies({ secret: SECRET, group: 'orders', routes: ['/orders'], modes: ['dry-run'], now: () => NOW }), express.json({ limit: '1mb' }), (req, res) => void res.json({ length: (req.body as { text: string }).text.length, dry: isDryRun() }));
  expect((await post(sized, tokenFor(claims(), { body }), '/orders', body)).body).toEqual({ length: 90_000, dry: true });
  expect((await post(app, tokenFor(claims(), { body }), '/orders', body)).status).toBe(413);
});

describe('goes no further', () => {
  const other = claims();
  const replayed = claims();
  const tampered = tokenFor(claims()).replace(/^(.)/, (first) => (first === 'a' ? 'b' : 'a'));
  test.each<[string, () => string, object]>([
    ['a token that is none', () => 'dry-run', {}],
    ['an empty one', () => '', {}],
    ['one whose claims were changed', () => tampered, {}],
    ['one signed with another secret', () => mintCopyToken('another-secret-of-thirty-two-chars', claims(), { method: 'POST', target: '/orders', body: Buffer.from(BODY) }), {}],
    ['one for another method', () => tokenFor(claims(), { method: 'PUT' }), {}],
    ['one for another target', () => tokenFor(claims(), { target: '/orders?all=1' }), {}],
    ['one for another body', () => tokenFor(claims(), { body: '{"sku":"sofa"}' }), {}],
    ['one for another route group', () => tokenFor(claims({ group: 'catalog' })), {}],
    ['one that has expired', () => tokenFor(claims({ expiresAt: NOW })), {}],
    ['one that would be good for hours', () => tokenFor(claims({ expiresAt: NOW + 3_600_000 })), {}],
    ['two at once', () => `${tokenFor(claims())}, ${tokenFor(claims())}`, {}],
    ['one with something behind it', () => `${tokenFor(other)}x`, {}],
  ])('%s', async (_what, token) => {
    let reached = false;
    const answer = await post(appWith((_req, res) => void ((reached = true), res.end())), token());
    expect([answer.status, reached, answer.headers['x-banyan-copy']]).toEqual([403, false, undefined]);
  });

  test('one that was used before', async () => {
    const app = appWith(telling);
    expect((await post(app, tokenFor(replayed))).status).toBe(200);
    const again = await post(app, tokenFor(replayed));
    expect([again.status, again.body]).toEqual([403, { error: 'the token of this copy was used before' }]);
  });

  test('what is marked as a copy and has no token, if it would change something', async () => {
    let reached = 0;
    const app = appWith((_req, res) => void ((reached += 1), res.end()));
    expect((await supertest(app).post('/orders').set('x-banyan-shadow', '1').send(BODY)).status).toBe(403);
    expect((await supertest(app).get('/orders/1').set('x-banyan-shadow', '1')).status).toBe(200);
    expect(reached).toBe(1);
  });

  test.each<[string, Partial<CopyClaims>, string]>([['a route that is not named', {}, '/carts'], ['a way that the code does not know', { copy: { mode: 'response-replay', legacyStatus: 201 } }, '/orders']])('a copy for %s: it is refused, and said to be', async (_what, more, target) => {
    const said = claims(more);
    let reached = false;
    const answer = await post(appWith((_req, res) => void ((reached = true), res.end())), tokenFor(said, { target }), target);
    expect([answer.status, reached, verdictIn(answer, said)]).toEqual([501, false, 'refused']);
  });

  test('a copy whose body somebody has begun to read: it cannot be verified any more', async () => {
    const app = express().use(express.json()).use(appWith(telling));
    expect((await post(app, tokenFor(claims()))).body).toEqual({ error: expect.stringContaining('put acceptCopies before') });
  });

  test('a copy that does not say how long it is', async () => {
    const request = supertest(appWith(telling)).post('/orders').set({ 'x-banyan-copy': tokenFor(claims()), 'content-type': 'application/json' });
    request.write(BODY);
    expect(await request).toMatchObject({ status: 403, body: { error: 'this copy does not say how long its body is' } });
  });
});

test.each([['secret', { secret: 'short' }], ['route', { routes: ['FETCH /x'] }]])('a wrong %s is found when the app is built', (_what, options) => {
  expect(() => appWith(telling, options)).toThrow(TypeError);
});

test('tokens that were used are forgotten when they expire, and where there is no room for more none counts', () => {
  let now = 0;
  const spend = createSpentNonces({ now: () => now, most: 2 });
  expect([spend('a', 10), spend('a', 10), spend('b', 10), spend('c', 10)]).toEqual([true, false, true, false]);
  now = 10;
  expect([spend('c', 20), spend('a', 20)]).toEqual([true, true]);
});

test('a confirmation is good for one copy and one verdict', () => {
  expect(readConfirmation(SECRET, 'n', confirmCopy(SECRET, 'n', 'taken'))).toBe('taken');
  for (const said of [confirmCopy(SECRET, 'm', 'taken'), confirmCopy(SECRET, 'n', 'taken').replace('taken', 'refused'), 'taken', '', 'tåken', undefined]) expect(readConfirmation(SECRET, 'n', said)).toBeUndefined();
});

describe('the code behind it', () => {
  test('in a dry run a transaction is taken back, otherwise kept', async () => {
    const db = new DatabaseSync(':memory:');
    db.exec('create table orders (sku text)');
    const store = { begin: async () => (db.exec('begin'), db), commit: async () => db.exec('commit'), rollback: async () => db.exec('rollback') };
    const handler: RequestHandler = async (req, res) => {
      res.status(201).json(await transaction(store, async (client) => client.prepare('insert into orders values (?) returning sku').get((req.body as { sku: string }).sku)));
    };
    const app = appWith(handler);
    const orders = () => db.prepare('select sku from orders').all().map(({ sku }) => sku);
    const said = claims();
    const dry = await post(app, tokenFor(said));
    expect([dry.status, dry.body, orders(), verdictIn(dry, said)]).toEqual([201, { sku: 'lamp' }, [], 'taken']);
    await supertest(app).post('/orders').send({ sku: 'lamp' });
    expect(orders()).toEqual(['lamp']);
    await post(app, tokenFor(claims({ copy: { mode: 'isolated-store', store: 'shadow' } })));
    expect(orders()).toHaveLength(2);
    db.close();
  });

  test('what fails is taken back, copy or not', async () => {
    const ended: string[] = [];
    const store = { begin: async () => 'client', commit: async () => void ended.push('commit'), rollback: async () => void ended.push('rollback') };
    await expect(transaction(store, () => Promise.reject(new Error('no stock')))).rejects.toThrow('no stock');
    expect(ended).toEqual(['rollback']);
  });

  test('what cannot be taken back is done for callers only', async () => {
    const mails: string[] = [];
    const app = appWith(async (req, res) => {
      const sent = await outward<unknown>('a mail', () => mails.push(req.path), () => 'would have been sent');
      const paid = req.query['pay'] === undefined ? null : await outward('a payment', () => 'paid');
      res.json({ sent, paid });
    });
    expect((await post(app, tokenFor(claims()))).body).toEqual({ sent: 'would have been sent', paid: null });
    const said = claims();
    const refused = await post(app, tokenFor(said, { target: '/orders?pay=1' }), '/orders?pay=1');
    expect([refused.status, refused.body, verdictIn(refused, said)]).toEqual([501, { error: 'a payment: not on behalf of a copy' }, 'refused']);
    expect((await supertest(app).post('/orders?pay=1').send({})).body).toEqual({ sent: 1, paid: 'paid' });
    expect(mails).toEqual(['/orders']);
  });

  test('what it asks of other services stays marked, as deep as it is awaited', async () => {
    const asked = async () => (await new Promise((resolve) => setTimeout(resolve, 1)), copyHeaders());
    const app = appWith(async (_req, res) => void res.json(await asked()));
    expect((await post(app, tokenFor(claims()))).body).toEqual({ 'x-banyan-shadow': '1' });
    expect((await supertest(app).get('/orders/1').set('x-banyan-shadow', '1')).body).toEqual({ 'x-banyan-shadow': '1' });
    expect((await supertest(app).get('/orders/1')).body).toEqual({});
  });

  test('that never asks what it is given is found out', async () => {
    const said = claims();
    expect(verdictIn(await post(appWith((_req, res) => void res.status(201).end()), tokenFor(said)), said)).toBe('unaware');
    const invalid = claims();
    expect(verdictIn(await post(appWith((_req, res) => void res.status(422).end()), tokenFor(invalid)), invalid)).toBe('taken');
  });
});
