import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportCustomers } from '../../../legacy-sample/accounts/export-customers.ts';
import { expectParity } from '../../../shadow/expect-parity.ts';
import { openPrograms, type Programs } from '../open-programs.ts';

const RULES = { masks: { '$.meta.requestId': 'uuid', '$.meta.generatedAt': 'timestamp' }, unordered: [] } as const;

let sides: Programs;
beforeAll(async () => {
  sides = await openPrograms();
}, 90_000);
afterAll(() => sides.close());

test('the snapshot is what the monolith exports', async () => {
  const snapshot = await readFile(new URL('../../../services/accounts/seed/customers.ndjson.gz', import.meta.url));
  expect(gunzipSync(snapshot).toString()).toBe(await exportCustomers(sides.monolith.db));
});

test('logins, refused ones above all, are answered as the monolith answers them', async () => {
  const post = (body: string) => ({ method: 'POST', target: '/api/login', headers: { 'content-type': 'application/json' }, body });
  const credentials = [{ email: 'customer1@shop.example', password: 'x' }, { email: 'nobody@shop.example', password: 'correct-horse' }, {}, { email: ['x'], password: 1 }, { email: 'a\0b', password: '' }, { email: 'customer1@shop.example' }, { email: 'customer1@shop.example', password: 'correct-horse' }, { email: 'CUSTOMER200@SHOP.EXAMPLE', password: 'correct-horse' }];
  await expectParity(sides.monolith.app, sides.accounts.app, [...credentials.map((each) => post(JSON.stringify(each))), post('{'), post('null'), post('[]'), post('"x"')], RULES);
  expect([...sides.accounts.errors, ...sides.monolith.errors]).toEqual([]);
});

test('who has not logged in is told so, and may log out', async () => {
  await expectParity(sides.monolith.app, sides.accounts.app, ['GET /api/me', 'HEAD /api/me', 'POST /api/me', 'POST /api/logout', 'GET /api/logout', 'GET /api/login', 'OPTIONS /api/me', 'GET /api/me/x'], RULES);
});

test('who has logged in is told who they are, whichever side they ask', async () => {
  const answer = await fetch(`${sides.monolith.url}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'customer9@shop.example', password: 'correct-horse' }) });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  await expectParity(sides.monolith.app, sides.accounts.app, [{ method: 'GET', target: '/api/me', headers: { cookie } }, { method: 'GET', target: '/api/me', headers: { cookie: `theme=dark; ${cookie}` } }], RULES);
});
