import type { SeedTable } from '../seed/seed-tables.ts';
import type { Queryable } from './database.ts';

/** Puts the rows into the table as it stands there. */
export async function fillTable(db: Queryable, { name, columns, rows }: SeedTable): Promise<void> {
  await db.query(`insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`, [JSON.stringify(rows)]);
}
