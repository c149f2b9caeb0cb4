import { Router } from 'express';
import { requireStaff } from '../accounts/staff.ts';
import type { Queryable } from '../database/database.ts';
import type { Deps } from '../http/deps.ts';
import { findOrder, type Order } from '../orders/orders.ts';
import type { ViewCounts } from './count-views.ts';

const ORDERS = 20;
const SCARCE = 10;

/** What those who work here look at: the latest orders, what is running out, and what is being looked at. Runs behind `ensureSession`. */
export function adminPage(deps: Deps, views: ViewCounts): Router {
  const router = Router();
  router.get('/admin', requireStaff(deps), async (_req, res) => {
    const { rows: scarce } = await deps.db.query('select p.sku, p.name, s.quantity from stock s join products p on p.id = s.product_id where s.quantity < $1 order by s.quantity, p.sku limit 50', [SCARCE]);
    res.render('admin', { title: 'Behind the counter', orders: await latestOrders(deps.db), scarce, views: [...views].toSorted(([, a], [, b]) => b - a) });
  });
  return router;
}

interface LatestOrder extends Order {
  readonly customer: string;
}

/** One query for the orders, and two for each of them: nobody minded while there were few. */
async function latestOrders(db: Queryable): Promise<LatestOrder[]> {
  const { rows } = await db.query<{ id: number; customer_id: number }>('select id, customer_id from orders order by arrival desc limit $1', [ORDERS]);
  const orders: LatestOrder[] = [];
  for (const { id, customer_id } of rows) {
    const order = await findOrder(db, customer_id, id);
    const customer = await db.query<{ name: string }>('select name from customers where id = $1', [customer_id]);
    if (order) orders.push({ ...order, customer: customer.rows[0]?.name ?? '' });
  }
  return orders;
}
