import type { Queryable } from '../database/database.ts';

/** Whether no service has told anything yet. Once one has, it is there for good, and only away where its name leads to nobody. */
export async function nothingHeard(db: Queryable): Promise<boolean> {
  return (await db.query('select 1 from inbox limit 1')).rows.length === 0;
}
