import type { PGliteInterface, Transaction as PGliteTransaction } from '@electric-sql/pglite';
import { SETTINGS, type Database, type Sql } from './database.ts';

/** Every type's text as it is. */
const AS_TEXT = new Proxy({}, { get: () => (text: string) => text, has: () => true });

/** PGlite, in this process. */
export async function openPglite(db: PGliteInterface): Promise<Database> {
  await db.exec(SETTINGS);
  return {
    ...sqlOf(db),
    transaction: (work) =>
      db.transaction(async (tx) => {
        await tx.exec(`set local banyan.mover = 'on'`);
        return work(sqlOf(tx));
      }),
    close: () => Promise.resolve(),
  };
}

function sqlOf(db: PGliteInterface | PGliteTransaction): Sql {
  return {
    async query(text, values = []) {
      const { fields, rows } = await db.query<(string | null)[]>(text, [...values], { rowMode: 'array', parsers: AS_TEXT });
      return { fields: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
    },
  };
}
