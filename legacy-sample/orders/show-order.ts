import type { Deps } from '../http/deps.ts';
import { HttpError, notFound } from '../http/http-error.ts';
import { findOrder, type Order } from './orders.ts';

/** One of the customer's own orders, wherever it was placed. `id` is what the caller wrote. 503 where it is not here and the orders service does not say: that there is none would be a guess. */
export async function showOrder({ db, askOrders }: Deps, customerId: number, id: string): Promise<Order> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : undefined;
  const here = number === undefined ? undefined : await findOrder(db, customerId, number);
  const order = here ?? (number === undefined ? undefined : await askOrders?.(customerId, number).catch(() => {
    throw new HttpError(503, 'unavailable', 'Whether there is such an order cannot be told at the moment');
  }));
  if (!order) throw notFound(`You have no order ${id}`);
  return order;
}
