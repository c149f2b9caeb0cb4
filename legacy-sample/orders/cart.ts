import { formatCents } from '../catalog/products.ts';
import type { Queryable } from '../database/database.ts';
import { notFound } from '../http/http-error.ts';
import type { Line } from './lines.ts';

export interface Cart {
  readonly items: readonly { readonly sku: string; readonly name: string; readonly quantity: number; readonly price: string }[];
  readonly total: string;
}

export async function readCart(db: Queryable, sessionId: string): Promise<Cart> {
  const { rows } = await db.query<{ sku: string; name: string; quantity: number; price_cents: number }>(
    'select p.sku, p.name, i.quantity, p.price_cents from cart_items i join products p on p.id = i.product_id where i.session_id = $1 order by p.sku',
    [sessionId],
  );
  const total = rows.reduce((sum, { quantity, price_cents }) => sum + quantity * price_cents, 0);
  return { items: rows.map(({ price_cents, ...row }) => ({ ...row, price: formatCents(price_cents) })), total: formatCents(total) };
}

/** Puts a product into the cart; one that is in it already changes its quantity. */
export async function putIntoCart(db: Queryable, sessionId: string, { sku, quantity }: Line): Promise<void> {
  const { rows } = await db.query(
    `insert into cart_items (session_id, product_id, quantity) select $1, id, $3 from products where sku = $2
       on conflict (session_id, product_id) do update set quantity = excluded.quantity returning product_id`,
    [sessionId, sku, quantity],
  );
  if (rows.length === 0) throw notFound(`No product has the sku ${sku}`);
}

export async function emptyCart(db: Queryable, sessionId: string): Promise<void> {
  await db.query('delete from cart_items where session_id = $1', [sessionId]);
}
