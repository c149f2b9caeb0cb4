import type { Database } from './database.ts';
import { openEmbedded } from './open-embedded.ts';
import { openServer } from './open-server.ts';

/** Opens the shop's database: the PostgreSQL server at `url`, or without one an embedded PostgreSQL of this process alone, in memory. Either has the schema and the seeded shop in it. */
export function openDatabase(url?: string): Promise<Database> {
  return url === undefined ? openEmbedded() : openServer(url);
}
