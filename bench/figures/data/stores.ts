import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startChild } from '../../../demo/child-process.ts';

export const ROWS = 1_000_000;

const LEGACY_TABLE = 'create table orders (id bigint primary key, customer_id integer not null, status text not null, total_cents bigint not null, is_gift boolean not null, placed_at timestamptz not null, note text)';
const CANDIDATE_TABLE = 'create table placed_orders (order_id bigint primary key, customer integer not null, state text not null, total numeric(12, 2) not null, is_gift boolean not null, placed_at timestamptz not null, remark text)';

/** A server with a store of a million orders, and empty ones to be filled. */
export interface BenchStores {
  readonly version: string;
  readonly legacy: string;
  /** An empty database. */
  create(name: string): Promise<string>;
  /** One with the table to be filled. */
  createTarget(name: string): Promise<string>;
  close(): Promise<void>;
}

/** The server whose programs are on the PATH, for `pg_dump` takes from none that is newer than itself. It keeps nothing and waits for no disk, whoever writes. */
export async function openBenchStores(): Promise<BenchStores> {
  const programs = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  const server = await startChild<{ readonly url: string }>('./postgres/main', [programs], { PATH: process.env['PATH'] ?? '' });
  const { url } = server.hello;
  const create = async (name: string): Promise<string> => {
    await inDatabase(`${url}postgres`, [`create database ${name}`]);
    return `${url}${name}`;
  };
  const legacy = await create('legacy');
  const version = (await inDatabase(legacy, [LEGACY_TABLE, FILL, 'vacuum analyze orders', 'checkpoint', 'show server_version']))[0] ?? '';
  return {
    version,
    legacy,
    create,
    async createTarget(name) {
      const target = await create(name);
      await inDatabase(target, [LEGACY_TABLE, CANDIDATE_TABLE]);
      return target;
    },
    close: () => server.stop(),
  };
}

const FILL = `insert into orders select i, 1 + i % 50000, (array['placed', 'paid', 'sent', 'returned'])[1 + i % 4], (i::bigint * 7919) % 100000, i % 9 = 0, timestamptz '2024-01-01' + i * interval '17 seconds', case when i % 3 = 0 then 'leave it at the door, number ' || i end from generate_series(1, ${ROWS}) i`;

/** The first value of the last statement. */
export async function inDatabase(url: string, statements: readonly string[]): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let last: readonly string[] = [];
    for (const statement of statements) last = Object.values((await client.query<Record<string, string>>(statement)).rows[0] ?? {}).map(String);
    return last;
  } finally {
    await client.end();
  }
}

/** Seconds that `pg_dump | psql` takes for the table and its rows. */
export async function dumpSeconds(from: string, to: string): Promise<number> {
  const began = performance.now();
  await promisify(execFile)('bash', ['-c', 'set -euo pipefail; pg_dump --no-owner --table orders "$0" | psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 "$1"', from, to], { maxBuffer: 2 ** 24 });
  return (performance.now() - began) / 1_000;
}

/** Seconds that the server takes to copy the rows into a table beside the first. */
export async function insertSelectSeconds(url: string): Promise<number> {
  await inDatabase(url, ['create table orders_beside (like orders including all)']);
  const began = performance.now();
  await inDatabase(url, ['insert into orders_beside select * from orders']);
  const seconds = (performance.now() - began) / 1_000;
  await inDatabase(url, ['drop table orders_beside']);
  return seconds;
}
