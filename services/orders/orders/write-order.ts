import type { Queryable } from '../database/database.ts';

/** A line with what it costs, in cents, at the moment of the order. */
export interface PricedLine {
  readonly sku: string;
  readonly productId: number;
  readonly quantity: number;
  readonly priceCents: number;
}

export interface NewOrder {
  /** Absent: the next of this store's own. */
  readonly id?: number;
  readonly customerId: number;
  readonly totalCents: number;
  readonly placedAt: Date;
  readonly lines: readonly PricedLine[];
}

/** Writes an order with its lines, in two statements however many they are. Returns its id. */
export async function writeOrder(tx: Queryable, { id, customerId, totalCents, placedAt, lines }: NewOrder): Promise<number> {
  const values = [customerId, totalCents, placedAt];
  const { rows } = await (id === undefined
    ? tx.query<{ id: number }>('insert into orders (customer_id, total_cents, placed_at) values ($1, $2, $3) returning id', values)
    : tx.query<{ id: number }>('insert into orders (customer_id, total_cents, placed_at, id) values ($1, $2, $3, $4) returning id', [...values, id]));
  const [written] = rows;
  if (!written) throw new TypeError('an insert returns its row');
  await tx.query(
    'insert into order_items (order_id, product_id, quantity, price_cents) select $1, line."productId", line.quantity, line."priceCents" from jsonb_to_recordset($2::jsonb) as line ("productId" integer, quantity integer, "priceCents" integer)',
    [written.id, JSON.stringify(lines)],
  );
  return written.id;
}
