import { Router, json, type Request } from 'express';
import { customerOf, readSession } from '../accounts/sessions.ts';
import { sendJson } from '../http/api.ts';
import type { ShopDeps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';
import { parseLines } from './lines.ts';
import { findOrder, listOrders } from './orders.ts';
import { placeOrder } from './place-order.ts';
import { showOrder } from './show-order.ts';

export function orderRoutes(deps: ShopDeps): Router {
  const { db, now, newId, placed } = deps;
  const router = Router();
  const session = readSession(deps);
  router.post('/orders', session, json(), async (req, res) => {
    const customer = customerOf(res);
    const { items } = (req.body ?? {}) as { readonly items?: unknown };
    const { id } = await placeOrder(db, customer.id, parseLines(items), new Date(now()), newId());
    placed.announce();
    res.location(`/api/orders/${id}`);
    sendJson(res, deps, { order: await findOrder(db, customer.id, id) }, 201);
  });
  router.get('/orders', session, async (_req, res) => {
    const items = await listOrders(db, customerOf(res).id);
    res.set('X-Shop-TotalCount', String(items.length));
    sendJson(res, deps, { items });
  });
  router.get('/orders/:id', session, async (req: Request<{ id: string }>, res) => {
    sendJson(res, deps, { order: await showOrder(deps, customerOf(res).id, req.params.id) });
  });
  router.get('/stock/:sku', async (req, res) => {
    const { sku } = req.params;
    const { rows } = await db.query<{ quantity: number }>('select s.quantity from stock s join products p on p.id = s.product_id where p.sku = $1', [sku.replaceAll('\0', '')]);
    if (!rows[0]) throw notFound(`No product has the sku ${sku}`);
    sendJson(res, deps, { sku, quantity: rows[0].quantity });
  });
  return router;
}
