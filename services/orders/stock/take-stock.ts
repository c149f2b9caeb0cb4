import type { Queryable } from '../database/database.ts';
import type { Line } from '../orders/lines.ts';
import type { PricedLine } from '../orders/write-order.ts';
import { Problem } from '../routes/problem.ts';

/** Takes what the line wants, all of it or none. Throws 404 where there is no such product, 409 where too little is left. */
export async function takeStock(tx: Queryable, { sku, quantity }: Line): Promise<PricedLine> {
  const taken = await tx.query<{ id: number; price_cents: number }>(
    'update stock s set quantity = s.quantity - $2 from products p where p.sku = $1 and s.product_id = p.id and s.quantity >= $2 returning p.id, p.price_cents',
    [sku, quantity],
  );
  const [product] = taken.rows;
  if (product) return { sku, productId: product.id, quantity, priceCents: product.price_cents };
  throw (await quantityLeft(tx, sku)) === undefined ? Problem.notFound(`No product has the sku ${sku}`) : Problem.outOfStock(`There are not ${quantity} of ${sku} left`);
}

/** `undefined` where there is no such product. */
export async function quantityLeft(db: Queryable, sku: string): Promise<number | undefined> {
  const { rows } = await db.query<{ quantity: number }>('select s.quantity from stock s join products p on p.id = s.product_id where p.sku = $1', [sku]);
  return rows[0]?.quantity;
}
