import { formatCents } from '../money/format-cents.ts';
import type { Queryable } from '../database/database.ts';

/** An order as callers see it. */
export interface Order {
  readonly id: number;
  readonly placedAt: string;
  /** Euros and cents. */
  readonly total: string;
  readonly items: readonly { readonly sku: string; readonly name: string; readonly quantity: number; readonly price: string }[];
}

interface Row {
  readonly id: number;
  readonly placed_at: Date;
  readonly total_cents: number;
  readonly items: readonly { readonly sku: string; readonly name: string; readonly quantity: number; readonly price_cents: number }[];
}

/** One query, however many orders: each row is an order with its items in it. */
const ORDERS = `
  select o.id, o.placed_at, o.total_cents,
         (select json_agg(json_build_object('sku', p.sku, 'name', p.name, 'quantity', i.quantity, 'price_cents', i.price_cents) order by p.sku)
            from order_items i join products p on p.id = i.product_id where i.order_id = o.id) as items
    from orders o where o.customer_id = $1`;

/** A customer's orders, latest first. */
export async function listOrders(db: Queryable, customerId: number, limit = 20): Promise<Order[]> {
  const { rows } = await db.query<Row>(`${ORDERS} order by o.placed_at desc, o.id desc limit $2`, [customerId, limit]);
  return rows.map(toOrder);
}

/** One of the customer's own orders; those of others are as though they were not there. */
export async function findOrder(db: Queryable, customerId: number, id: number): Promise<Order | undefined> {
  const { rows } = await db.query<Row>(`${ORDERS} and o.id = $2`, [customerId, id]);
  return rows[0] && toOrder(rows[0]);
}

function toOrder({ id, placed_at, total_cents, items }: Row): Order {
  return {
    id,
    placedAt: placed_at.toISOString(),
    total: formatCents(total_cents),
    items: items.map(({ sku, name, quantity, price_cents }) => ({ sku, name, quantity, price: formatCents(price_cents) })),
  };
}
