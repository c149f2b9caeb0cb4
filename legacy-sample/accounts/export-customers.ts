import type { Queryable } from '../database/database.ts';

/** Every customer, a line each, for a service that takes the accounts over. */
export async function exportCustomers(db: Queryable): Promise<string> {
  const { rows } = await db.query('select id, email, name, password_salt, password_hash, is_staff from customers order by id');
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
