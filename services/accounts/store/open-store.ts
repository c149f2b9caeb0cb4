import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Pool } from 'pg';
import { readCustomers } from './customers-seed.ts';
import type { Database, Queryable } from './database.ts';

const CONNECTIONS = 5;
/** Any number, as long as nobody else locks it: tasks that start together make the store once. */
const MAKING_THE_STORE = 7_202;

/**
 * Opens the service's own store: the PostgreSQL database at `url`, which several tasks share, or without one an embedded PostgreSQL in memory, for one process that may forget.
 * An empty one gets the schema and the customers that the monolith exported.
 */
export async function openStore(url?: string): Promise<Database> {
  if (url !== undefined) return made(onServer(url));
  const db = await PGlite.create();
  await db.exec(await schema());
  await fill(db);
  return db;
}

function onServer(url: string): Database {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  // A connection that breaks while it is idle is replaced; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    query: (sql, params) => pool.query(sql, params),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

async function made(db: Database): Promise<Database> {
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MAKING_THE_STORE]);
    const { rows } = await tx.query<{ isMade: boolean }>(`select to_regclass('outbox') is not null as "isMade"`);
    if (rows[0]?.isMade) return;
    await tx.query(await schema());
    await fill(tx);
  });
  return db;
}

async function fill(db: Queryable): Promise<void> {
  await db.query('insert into customers select * from jsonb_populate_recordset(null::customers, $1::jsonb)', [JSON.stringify(await readCustomers())]);
}

function schema(): Promise<string> {
  return readFile(new URL('schema.sql', import.meta.url), 'utf8');
}
