import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDataMover } from '../../../../migrations/adapters/data/data-mover.ts';
import { openServer } from '../../../../migrations/adapters/postgres/server-database.ts';
import { dataMoverContract } from '../../../contract/data-mover.ts';
import { createFakeDataMover } from '../../../fakes/fake-data-mover.ts';
import { MOVER_TOKEN, startMover, writeMigration, type MoverProcess } from '../../../support/mover-process.ts';
import { startPostgres, type PostgresServer } from '../../../support/postgres-server.ts';
import { realClock } from '../../../support/real-clock.ts';

describe('the fake', () => {
  const fake = createFakeDataMover(realClock);
  dataMoverContract(() => fake);
});

describe('the mover, a process between two PostgreSQL databases, over HTTP', () => {
  let server: PostgresServer;
  let mover: MoverProcess;
  let migration: Awaited<ReturnType<typeof writeMigration>>;

  beforeAll(async () => {
    server = await startPostgres();
    const [legacy, candidate] = [await server.createDatabase('legacy'), await server.createDatabase('candidate')];
    for (const url of [legacy, candidate]) {
      const db = openServer(url);
      await db.query('create table orders (id integer primary key, total integer not null)');
      if (url === legacy) await db.query('insert into orders select i, i from generate_series(1, 500) i');
      await db.close();
    }
    migration = await writeMigration(`data({ from: 'LEGACY_DATABASE_URL', to: 'ORDERS_DATABASE_URL', tables: [table('orders', { key: 'id' })] })`);
    mover = await startMover(migration.directory, { LEGACY_DATABASE_URL: legacy, ORDERS_DATABASE_URL: candidate });
  }, 60_000);
  afterAll(async () => {
    await mover.kill('SIGTERM');
    await migration.remove();
    await server.close();
  });

  dataMoverContract(() => createDataMover({ url: mover.url, token: MOVER_TOKEN }));

  test('takes no order without the token, and knows no other group', async () => {
    await expect(createDataMover({ url: mover.url }).remove('orders')).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
    await expect(createDataMover({ url: mover.url, token: 'wrong' }).remove('orders')).rejects.toMatchObject({ code: 'MOVER_REFUSED', message: expect.stringContaining('token') });
    await expect(createDataMover({ url: mover.url, token: MOVER_TOKEN }).observe(['catalog'])).rejects.toMatchObject({ code: 'MOVER_REFUSED' });
  });

  test('shows its metrics', async () => {
    const text = await (await fetch(`${mover.url}/metrics`)).text();
    expect(text).toContain('banyan_mover_copied_rows{group="orders"} 500');
    expect(text).toContain('banyan_mover_candidate_owns{group="orders"} 1');
  });
});

describe('a mover that cannot be asked', () => {
  let silent: Server;
  let url: string;

  beforeAll(async () => {
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test('is given up after a second when it is only looked at: a roll-back must not wait for it', async () => {
    const waits: number[] = [];
    const timed: typeof fetch = (input, init) => {
      init?.signal?.addEventListener('abort', () => waits.push(1));
      return fetch(input, init);
    };
    const asked = createDataMover({ url, fetch: timed }).observe(['orders']);
    await expect(asked).rejects.toMatchObject({ code: 'MOVER_UNREACHABLE', message: expect.stringContaining('no answer within') });
    expect(waits).toEqual([1]);
  });

  test('is unreachable where nobody listens or what listens is no mover', async () => {
    await expect(createDataMover({ url: 'http://127.0.0.1:1' }).observe(['orders'])).rejects.toMatchObject({ code: 'MOVER_UNREACHABLE' });
    const other = () => Promise.resolve(new Response('<html>'));
    await expect(createDataMover({ url, fetch: other }).observe(['orders'])).rejects.toMatchObject({ code: 'MOVER_UNREACHABLE' });
  });
});
