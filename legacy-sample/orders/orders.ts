import { formatCents } from '../catalog/products.ts';
import type { Queryable } from '../database/database.ts';

export interface Order {
  readonly id: number;
  readonly placedAt: string;
  /** Euros and cents. */
  readonly total: string;
  readonly items: readonly { readonly sku: string; readonly name: string; readonly quantity: number; readonly price: string }[];
}

interface ItemRow {
  readonly id: number;
  readonly placed_at: Date;
  readonly total_cents: number;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly price_cents: number;
}

const ITEMS = `
  select o.id, o.placed_at, o.total_cents, p.sku, p.name, i.quantity, i.price_cents
    from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id`;

/** A customer's orders, latest first. */
export async function listOrders(db: Queryable, customerId: number, limit = 20): Promise<Order[]> {
  const { rows } = await db.query<ItemRow>(`${ITEMS} where o.id in (select id from orders where customer_id = $1 order by placed_at desc, id desc limit $2) order by o.placed_at desc, o.id desc, p.sku`, [customerId, limit]);
  return Array.from(Map.groupBy(rows, (row) => row.id).values(), toOrder);
}

/** One of the customer's own orders; those of others are as though they were not there. */
export async function findOrder(db: Queryable, customerId: number, id: number): Promise<Order | undefined> {
  const { rows } = await db.query<ItemRow>(`${ITEMS} where o.customer_id = $1 and o.id = $2 order by p.sku`, [customerId, id]);
  return rows.length > 0 ? toOrder(rows) : undefined;
}

function toOrder(rows: readonly ItemRow[]): Order {
  const [first] = rows;
  if (!first) throw new RangeError('an order has items');
  return {
    id: first.id,
    placedAt: first.placed_at.toISOString(),
    total: formatCents(first.total_cents),
    items: rows.map(({ sku, name, quantity, price_cents }) => ({ sku, name, quantity, price: formatCents(price_cents) })),
  };
}
