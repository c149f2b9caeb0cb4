import type { Queryable } from '../database/database.ts';
import type { ShopEvent } from '../events/event-bus.ts';
import { writeOrder, type PricedLine } from './write-order.ts';

/** An order as an event tells of it. */
interface PlacedElsewhere {
  readonly order: number;
  readonly customer: number;
  readonly totalCents: number;
  readonly placedAt: string;
  readonly lines: readonly PricedLine[];
}

/** Writes an order down that was placed at the monolith, and takes what it sold out of the stock here too, in the order in which everybody takes it. It was accepted there: what is not left is owed. */
export async function hearOfOrder(tx: Queryable, { body }: ShopEvent): Promise<void> {
  const { order: id, customer: customerId, totalCents, placedAt, lines } = body as unknown as PlacedElsewhere;
  for (const { productId, quantity } of lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) {
    await tx.query('update stock set quantity = quantity - $2 where product_id = $1', [productId, quantity]);
  }
  await writeOrder(tx, { id, customerId, totalCents, placedAt: new Date(placedAt), lines });
}
