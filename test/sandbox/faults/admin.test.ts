import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { startFaultAdmin, type FaultAdmin } from '../../../sandbox/faults/admin.ts';
import { createFaultBook, type FaultBook } from '../../../sandbox/faults/fault-book.ts';

let admin: FaultAdmin;
let book: FaultBook;

beforeEach(async () => {
  book = createFaultBook({ seed: 'seven', operations: () => ({ ecs: ['CreateService'] }), monotonic: () => 0 });
  admin = await startFaultAdmin({ host: '127.0.0.1', token: 'secret', book });
});
afterEach(() => admin.close());

const ask = (method: 'get' | 'post' | 'delete' | 'put', path = '', token = 'secret') => supertest(admin.url)[method](path).set('authorization', `Bearer ${token}`);
const CUT = { on: 'aws', service: 'ecs', effect: { kind: 'cut' } };

describe('the endpoint of the faults', () => {
  test('adds a fault, lists it with how often it hit, and takes it away', async () => {
    expect((await ask('get')).body).toEqual({ seed: 'seven', faults: [] });
    const added = await ask('post').send(CUT);
    expect([added.status, added.body]).toEqual([201, { id: '1', ...CUT, operation: '*', seen: 0, hits: 0 }]);
    book.strike('aws', { matches: () => true });
    expect((await ask('get')).body).toMatchObject({ faults: [{ id: '1', seen: 1, hits: 1 }] });
    expect((await ask('get', '/1')).body).toMatchObject({ id: '1', hits: 1 });
    expect((await ask('delete', '/1')).status).toBe(204);
    expect((await ask('get')).body).toMatchObject({ faults: [] });
  });

  test('takes all away', async () => {
    await ask('post').send(CUT);
    await ask('post').send(CUT);
    expect((await ask('delete')).status).toBe(204);
    expect((await ask('get')).body).toMatchObject({ faults: [] });
  });

  test.each([
    ['no token', '', 401],
    ['a wrong token', 'guess', 401],
  ])('with %s refuses, and does nothing', async (_case, token, status) => {
    for (const method of ['get', 'post', 'delete'] as const) {
      const answer = await ask(method, '', token).send(method === 'post' ? CUT : undefined);
      expect([answer.status, answer.body]).toEqual([status, { error: expect.stringContaining('authorization: Bearer <token>') }]);
    }
    expect(book.list()).toEqual([]);
  });

  test('names all that is wrong with a fault', async () => {
    const answer = await ask('post').send({ on: 'aws', effect: { kind: 'delay' }, when: {} });
    expect(answer.status).toBe(400);
    expect((answer.body as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual(['service', 'effect.ms', 'when']);
  });

  test.each([
    ['a body that is no JSON', () => ask('post').set('content-type', 'application/json').send('{"on":'), 400],
    ['an empty body', () => ask('post'), 400],
    ['a body of another type', () => ask('post').set('content-type', 'text/xml').send('<fault/>'), 400],
    ['a body that is too large', () => ask('post').send({ on: 'x'.repeat(70_000) }), 413],
    ['a fault that is not there', () => ask('delete', '/9'), 404],
    ['another path', () => ask('get', '/../other'), 404],
    ['another method', () => ask('put').send(CUT), 405],
  ])('refuses %s in JSON', async (_case, send, status) => {
    const answer = await send();
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ error: expect.any(String) })]);
  });
});
