import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pool } from 'pg';
import { openPool } from '../../../support/open-pool.ts';

/** One side of a group whose data moves: orders and the accounts they are charged to, in a PostgreSQL database of its own. */
export interface Side {
  readonly url: string;
  readonly pool: Pool;
  /** Ends every connection and comes back at the same place: what was under way has no answer. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export const SCHEMA = `
  create table accounts (id integer primary key, name text not null, spent bigint not null default 0);
  create table orders (id bigint generated always as identity primary key, ref uuid not null, account_id integer not null, total integer not null);
  create index on orders (ref);
`;

export const ACCOUNTS = 20;

/** Serves `POST /api/products` `{ ref, account, total }`, which is an order in one transaction, and `GET /api/products`. It answers as an application should that meets the fence. */
export async function startSide(name: 'legacy' | 'candidate', databaseUrl: string): Promise<Side> {
  const pool = openPool(databaseUrl, 12);
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;

  function listen(at: number): Promise<Server> {
    const next = createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
    return new Promise((resolve) => next.listen(at, '127.0.0.1', () => resolve(next)));
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method === 'GET') {
      const { rows } = await pool.query<{ count: string }>('select count(*) from orders where account_id = 1');
      return void res.writeHead(200, { 'x-side': name }).end(rows[0]?.count);
    }
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    const { ref, account, total } = JSON.parse(Buffer.concat(pieces).toString()) as { ref: string; account: number; total: number };
    const client = await pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => void (broken = error);
    client.on('error', onError);
    try {
      await client.query('begin');
      await client.query('insert into orders (ref, account_id, total) values ($1, $2, $3)', [ref, account, total]);
      await client.query('update accounts set spent = spent + $2 where id = $1', [account, total]);
      await client.query('commit');
      res.writeHead(201, { 'x-side': name }).end();
    } catch (error) {
      const { code, hint } = error as { code?: string; hint?: string };
      if (code === undefined || /^(08|57P)/.test(code)) broken ??= error as Error;
      await client.query('rollback').catch(() => undefined);
      if (code === 'BNY01') res.writeHead(503, { 'x-banyan-fenced': /x-banyan-fenced: (\w+)/.exec(hint ?? '')?.[1] ?? 'unknown' }).end();
      else res.destroy();
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async function stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  return {
    url: `http://127.0.0.1:${port}`,
    pool,
    async kill() {
      await stop();
      server = await listen(port);
    },
    async close() {
      await stop();
      await pool.end();
    },
  };
}
