import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { seedTables } from '../seed/seed-tables.ts';
import type { Database } from './database.ts';
import { fillTable } from './fill-table.ts';
import { readSchema } from './read-schema.ts';

/** What a database was made with; a snapshot serves this version only. The one that `package.json` pins. */
export const PGLITE_VERSION = '0.5.14';
const CACHE = new URL('../.cache/', import.meta.url);

/**
 * Opens the shop's database: PostgreSQL embedded in this process, in memory, with the schema and the seeded shop in it. Making one takes
 * seconds of CPU and loading a copy a fraction of one, so the first is kept beside the code, named after what it was made of.
 */
export async function openEmbedded(): Promise<Database> {
  const schema = await readSchema();
  const tables = await seedTables();
  const made = createHash('sha256').update(schema).update(JSON.stringify(tables)).digest('hex').slice(0, 16);
  const snapshot = new URL(`shop-${PGLITE_VERSION}-${made}.tar`, CACHE);
  const bytes = await readFile(snapshot).catch(() => undefined);
  if (bytes) return PGlite.create({ loadDataDir: new Blob([bytes]) });
  const db = await PGlite.create();
  await db.exec(schema);
  for (const table of tables) await fillTable(db, table);
  await db.exec('analyze');
  // Where the folder cannot be written, every start makes its own.
  await keep(await db.dumpDataDir('none'), snapshot).catch(() => undefined);
  return db;
}

/** Written beside and renamed, so that processes that start together never read half a file. */
async function keep(database: Blob, file: URL): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = new URL(`${file.href}.${process.pid}`);
  try {
    await writeFile(draft, database.stream());
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
