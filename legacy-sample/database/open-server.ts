import { readFile } from 'node:fs/promises';
import { Pool } from 'pg';
import { seedTables } from '../seed/seed-tables.ts';
import type { Database, Queryable } from './database.ts';
import { fillTable } from './fill-table.ts';

const CONNECTIONS = 10;
/** Any number, as long as nobody else locks it: processes that start together make the shop once. */
const MAKING_THE_SHOP = 7_201;

/** Opens the database on a server. An empty one gets the schema and the seeded shop, in one transaction. */
export async function openServer(url: string): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  // A connection that breaks while it is idle is replaced; without a listener it would end the process.
  pool.on('error', () => {});
  const transaction = async <T>(work: (tx: Queryable) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const made = await work(client);
      await client.query('commit');
      return made;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  };
  await transaction(makeShop);
  return { query: (sql, params) => pool.query(sql, params), transaction, close: () => pool.end() };
}

async function makeShop(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [MAKING_THE_SHOP]);
  const { rows } = await tx.query<{ isMade: boolean }>(`select to_regclass('products') is not null as "isMade"`);
  if (rows[0]?.isMade) return;
  await tx.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  for (const table of await seedTables()) await fillTable(tx, table);
}
