import type { Queryable } from '../database/database.ts';

/** What an order needs to know of every product, a line each, for a service that takes the orders over. */
export async function exportProducts(db: Queryable): Promise<string> {
  const { rows } = await db.query('select p.id, p.sku, p.name, p.price_cents, s.quantity from products p join stock s on s.product_id = p.id order by p.id');
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
