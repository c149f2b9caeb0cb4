import { connect } from './connect.ts';
import type { Database } from './database.ts';

/** Opens the PostgreSQL database at `url`, by at most so many connections, or without one an embedded PostgreSQL in memory, for one process that may forget. Images come without the latter. */
export async function openDatabase(url: string | undefined, connections: number): Promise<Database> {
  if (url !== undefined) return connect(url, connections);
  const { PGlite } = await import('@electric-sql/pglite').catch((error: unknown) => {
    throw new Error('DATABASE_URL is missing: this image comes without an embedded PostgreSQL', { cause: error });
  });
  return await PGlite.create();
}
