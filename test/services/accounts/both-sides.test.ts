import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { until } from '../../support/until.ts';
import { openPrograms, TOKEN, type Program, type Programs } from '../open-programs.ts';

let sides: Programs;
beforeAll(async () => {
  sides = await openPrograms();
}, 60_000);
beforeEach(() => {
  sides.accounts.comeBack();
  sides.monolith.comeBack();
});
afterAll(() => sides.close());

const CREDENTIALS = { email: 'customer7@shop.example', password: 'correct-horse' };
/** From either side to the other. */
const WAYS = [['the service', 'the monolith'], ['the monolith', 'the service']] as const;
const side = (name: (typeof WAYS)[number][number]): Program => (name === 'the service' ? sides.accounts : sides.monolith);

async function logIn(at: Program, cookie = ''): Promise<string> {
  const { headers } = await request(at.url).post('/api/login').set('cookie', cookie).send(CREDENTIALS).expect(200);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

const me = (at: Program, cookie: string) => request(at.url).get('/api/me').set('cookie', cookie);

describe.each(WAYS)('a login at %s', (here, there) => {
  test(`is known to ${there} at once, and after that without asking`, async () => {
    await sides.holdEvents();
    const cookie = await logIn(side(here));
    await me(side(there), cookie).expect(200, /customer7@shop\.example/);
    side(here).goAway();
    await me(side(there), cookie).expect(200, /customer7@shop\.example/);
    await sides.resumeEvents();
  });

  test(`is known to ${there} by an event, though ${here} is away since`, async () => {
    const cookie = await logIn(side(here));
    side(here).goAway();
    await until(async () => ((await me(side(there), cookie)).status === 200 ? true : undefined));
  });

  test(`is not guessed by ${there} where nobody can be asked`, async () => {
    await sides.holdEvents();
    const cookie = await logIn(side(here));
    side(here).goAway();
    await me(side(there), cookie).expect(503, /"code":"unavailable"/);
    side(here).comeBack();
    await me(side(there), cookie).expect(200);
    await sides.resumeEvents();
  });

  test(`ends with a logout at ${there}, on both sides, though the news of it is held up for a while`, async () => {
    const cookie = await logIn(side(here));
    await me(side(there), cookie).expect(200);
    await sides.holdEvents();
    await request(side(there).url).post('/api/logout').set('cookie', cookie).expect(204);
    await me(side(there), cookie).expect(401);
    await me(side(here), cookie).expect(200);
    await sides.resumeEvents();
    await until(async () => ((await me(side(here), cookie)).status === 401 ? true : undefined));
    await me(side(there), cookie).expect(401);
  });

  test(`that has ended is not brought to life again by ${there}, which never heard of it`, async () => {
    await sides.holdEvents();
    const cookie = await logIn(side(here));
    await request(side(here).url).post('/api/logout').set('cookie', cookie).expect(204);
    await me(side(there), cookie).expect(401);
    await sides.resumeEvents();
  });
});

test('whose cart was filled before a login at the service finds it after that', async () => {
  const { monolith, accounts } = sides;
  const visit = await request(monolith.url).get('/cart').expect(200);
  const visitor = String(visit.headers['set-cookie']).split(';')[0] ?? '';
  const { rows } = await monolith.db.query('select sku, name from products order by id limit 1');
  const [{ sku = '', name = '' } = {}] = rows as { sku?: string; name?: string }[];
  await request(monolith.url).post('/cart').set('cookie', visitor).type('form').send({ sku, quantity: 2 }).expect(303);
  const customer = await logIn(accounts, visitor);
  const { text } = await request(monolith.url).get('/cart').set('cookie', customer).expect(200);
  expect(text).toContain(name.replaceAll('&', '&amp;').replaceAll("'", '&#39;'));
  await request(monolith.url).post('/orders').set('cookie', customer).expect(303);
});

test('a session that is nobody’s is told to nobody, and costs one question', async () => {
  const cookie = 'sid=00000000-0000-4000-8000-000000000000';
  await me(sides.accounts, cookie).expect(401);
  await me(sides.monolith, cookie).expect(401);
  for (const bad of ['sid=1', 'sid=', 'sid=x; sid=y', `sid=${'a'.repeat(4_000)}`]) await me(sides.accounts, bad).expect(401);
});

test.each([{}, { authorization: 'Bearer something-else' }, { authorization: TOKEN }])('to those without the token there is no session to ask about: %j', async (headers) => {
  await request(sides.accounts.url).get('/internal/session').set(headers).expect(404);
});
