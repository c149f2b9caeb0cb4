import { hash } from 'node:crypto';
import type { Database, Queryable } from '../database/database.ts';
import { tell } from '../events/outbox.ts';
import { Problem } from '../routes/problem.ts';
import { takeStock } from '../stock/take-stock.ts';
import type { Line } from './lines.ts';
import { writeOrder } from './write-order.ts';

export interface OrderRequest {
  readonly customerId: number;
  /** Sorted by sku. */
  readonly lines: readonly Line[];
  /** The caller's own: asking again under it is one order. */
  readonly key: string | undefined;
  readonly at: Date;
  /** Of the event that tells the others. */
  readonly eventId: string;
}

/** Takes the stock and writes the order down, with the news of it, in one transaction: what cannot be had whole changes nothing. Returns its id, that of the first where the request was repeated. */
export function placeOrder(db: Database, request: OrderRequest): Promise<{ readonly id: number; readonly repeated: boolean }> {
  return db.transaction(async (tx) => {
    const earlier = await claimKey(tx, request);
    if (earlier !== undefined) return { id: earlier, repeated: true };
    const { customerId, lines: wanted, key, at: placedAt, eventId } = request;
    const lines = [];
    for (const line of wanted) lines.push(await takeStock(tx, line));
    const totalCents = lines.reduce((sum, { priceCents, quantity }) => sum + priceCents * quantity, 0);
    const id = await writeOrder(tx, { customerId, totalCents, placedAt, lines });
    if (key !== undefined) await tx.query('update idempotency_keys set order_id = $3 where customer_id = $1 and key = $2', [customerId, key, id]);
    await tell(tx, { id: eventId, kind: 'order.placed', body: { order: id, customer: customerId, totalCents, placedAt: placedAt.toISOString(), lines } });
    return { id, repeated: false };
  });
}

/** The order that was placed under the key before. Two at the same moment wait here for each other: the second finds what the first has done, or goes first where that failed. */
async function claimKey(tx: Queryable, { customerId, key, lines }: OrderRequest): Promise<number | undefined> {
  if (key === undefined) return undefined;
  const fingerprint = hash('sha256', JSON.stringify(lines));
  const claimed = await tx.query('insert into idempotency_keys (customer_id, key, fingerprint) values ($1, $2, $3) on conflict do nothing returning key', [customerId, key, fingerprint]);
  if (claimed.rows.length > 0) return undefined;
  const { rows } = await tx.query<{ fingerprint: string; order_id: number }>('select fingerprint, order_id from idempotency_keys where customer_id = $1 and key = $2', [customerId, key]);
  if (rows[0]?.fingerprint !== fingerprint) throw Problem.keyReused();
  return rows[0].order_id;
}
