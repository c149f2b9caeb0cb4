import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { readCustomers } from './customers-seed.ts';

const CONNECTIONS = 5;

/**
 * Opens the service's own store: the PostgreSQL database at `url`, which several tasks share, or without one an embedded PostgreSQL in memory, for one process that may forget.
 * Brings its schema up to date; an empty one gets the customers that the monolith exported.
 */
export async function openStore(url?: string): Promise<Database> {
  const db = await openDatabase(url, CONNECTIONS);
  await db.transaction(async (tx) => {
    if (!(await migrate(tx, new URL('migrations/', import.meta.url)))) return;
    await tx.query('insert into customers select * from jsonb_populate_recordset(null::customers, $1::jsonb)', [JSON.stringify(await readCustomers())]);
  });
  return db;
}
