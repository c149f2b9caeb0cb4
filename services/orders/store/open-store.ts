import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { readProducts } from './products-seed.ts';

const CONNECTIONS = 8;

/**
 * Opens the service's own store: the PostgreSQL database at `url`, which several tasks share, or without one an embedded PostgreSQL in memory, for one process that may forget.
 * Brings its schema up to date; an empty one gets the products and the stock that the monolith exported.
 */
export async function openStore(url?: string): Promise<Database> {
  const db = await openDatabase(url, CONNECTIONS);
  await db.transaction(async (tx) => {
    if (!(await migrate(tx, new URL('migrations/', import.meta.url)))) return;
    const products = JSON.stringify(await readProducts());
    await tx.query('insert into products select id, sku, name, price_cents from jsonb_populate_recordset(null::products, $1::jsonb)', [products]);
    await tx.query(`insert into stock select id, quantity from jsonb_to_recordset($1::jsonb) as product (id integer, quantity integer)`, [products]);
  });
  return db;
}
