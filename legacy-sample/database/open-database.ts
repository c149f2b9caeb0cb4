import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { seed } from '../seed/seed.ts';
import type { Database } from './database.ts';
import { loadEmptyCluster } from './empty-cluster.ts';

/** Opens the shop's database: PostgreSQL embedded in this process, in memory, with the schema and the seeded shop in it. */
export async function openDatabase(): Promise<Database> {
  const db = await PGlite.create({ loadDataDir: await loadEmptyCluster() });
  await db.exec(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  await db.transaction(seed);
  await db.exec('analyze');
  return db;
}
