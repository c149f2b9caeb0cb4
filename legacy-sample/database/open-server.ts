import { seedTables } from '../seed/seed-tables.ts';
import { connect } from './connect.ts';
import type { Database, Queryable } from './database.ts';
import { fillTable } from './fill-table.ts';
import { readSchema } from './read-schema.ts';

const CONNECTIONS = 10;
/** Any number, as long as nobody else locks it: processes that start together make the shop once. */
const MAKING_THE_SHOP = 7_201;

/** Opens the database on a server. An empty one gets the schema and the seeded shop, in one transaction. */
export async function openServer(url: string): Promise<Database> {
  const db = connect(url, CONNECTIONS);
  await db.transaction(makeShop);
  return db;
}

async function makeShop(tx: Queryable): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [MAKING_THE_SHOP]);
  const { rows } = await tx.query<{ isMade: boolean }>(`select to_regclass('products') is not null as "isMade"`);
  if (rows[0]?.isMade) return;
  await tx.query(await readSchema());
  for (const table of await seedTables()) await fillTable(tx, table);
}
