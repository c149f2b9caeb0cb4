import type { Queryable } from '../database/database.ts';
import type { AskMonolith } from '../monolith/monolith.ts';
import { Problem } from '../routes/problem.ts';
import { findOrder, type Order } from './order.ts';

/** One of the customer's own orders, wherever it was placed. `id` is what the caller wrote. Throws 503 where it is not here and the monolith does not say: that there is none would be a guess. */
export async function showOrder(db: Queryable, monolith: AskMonolith | undefined, customerId: number, id: string): Promise<Order> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : undefined;
  if (number === undefined) throw Problem.notFound(`You have no order ${id}`);
  const order = (await findOrder(db, customerId, number)) ?? (await monolith?.order(customerId, number).catch(() => {
    throw Problem.unavailable('Whether there is such an order cannot be told at the moment');
  }));
  if (!order) throw Problem.notFound(`You have no order ${id}`);
  return order;
}
