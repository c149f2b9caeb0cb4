import type { Database, Queryable } from '../database/database.ts';
import { HttpError, notFound } from '../http/http-error.ts';
import { tell } from '../events/outbox.ts';
import type { Line } from './lines.ts';

export interface PlacedOrder {
  readonly id: number;
  readonly totalCents: number;
}

/**
 * Takes the stock, counts the sale in the catalog's table and writes the order down, in one transaction:
 * what cannot be had whole changes nothing. The orders service will hear of it, by an event of that id.
 */
export function placeOrder(db: Database, customerId: number, lines: readonly Line[], at: Date, eventId: string): Promise<PlacedOrder> {
  return db.transaction(async (tx) => {
    const items = [];
    // Everybody takes stock in the same order, so that no two orders wait for each other.
    for (const line of lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) items.push(await takeStock(tx, line));
    const totalCents = items.reduce((sum, { priceCents, quantity }) => sum + priceCents * quantity, 0);
    const order = await tx.query<{ id: number }>('insert into orders (customer_id, total_cents, placed_at) values ($1, $2, $3) returning id', [customerId, totalCents, at]);
    const id = order.rows[0]?.id ?? 0;
    for (const { productId, quantity, priceCents } of items) {
      await tx.query('insert into order_items (order_id, product_id, quantity, price_cents) values ($1, $2, $3, $4)', [id, productId, quantity, priceCents]);
    }
    await tell(tx, { id: eventId, kind: 'order.placed', body: { order: id, customer: customerId, totalCents, placedAt: at.toISOString(), lines: items } });
    return { id, totalCents };
  });
}

async function takeStock(tx: Queryable, { sku, quantity }: Line): Promise<{ sku: string; productId: number; quantity: number; priceCents: number }> {
  const sale = await tx.query<{ id: number; price_cents: number }>('update products set sold = sold + $2 where sku = $1 returning id, price_cents', [sku, quantity]);
  const product = sale.rows[0];
  if (!product) throw notFound(`No product has the sku ${sku}`);
  const taken = await tx.query('update stock set quantity = quantity - $2 where product_id = $1 and quantity >= $2 returning quantity', [product.id, quantity]);
  if (taken.rows.length === 0) throw new HttpError(409, 'out_of_stock', `There are not ${quantity} of ${sku} left`);
  return { sku, productId: product.id, quantity, priceCents: product.price_cents };
}
