import type { Queryable } from '../database/database.ts';
import type { ShopEvent } from '../events/event-bus.ts';

/** An order as an event tells of it. */
interface PlacedElsewhere {
  readonly order: number;
  readonly customer: number;
  readonly totalCents: number;
  readonly placedAt: string;
  readonly lines: readonly { readonly sku: string; readonly productId: number; readonly quantity: number; readonly priceCents: number }[];
}

/** Writes an order down that was placed at the orders service, and takes what it sold out of the stock here too, in the order in which everybody takes it. It was accepted there: what is not left is owed. */
export async function hearOfOrder(tx: Queryable, { body }: ShopEvent): Promise<void> {
  const { order, customer, totalCents, placedAt, lines } = body as unknown as PlacedElsewhere;
  await tx.query('insert into orders (id, customer_id, total_cents, placed_at) overriding system value values ($1, $2, $3, $4)', [order, customer, totalCents, placedAt]);
  for (const { productId, quantity, priceCents } of lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) {
    await tx.query('insert into order_items (order_id, product_id, quantity, price_cents) values ($1, $2, $3, $4)', [order, productId, quantity, priceCents]);
    await tx.query('update products set sold = sold + $2 where id = $1', [productId, quantity]);
    await tx.query('update stock set quantity = quantity - $2 where product_id = $1', [productId, quantity]);
  }
}
