import { Router, json, type Request, type RequestHandler, type Response } from 'express';
import type { Database } from '../database/database.ts';
import type { AskMonolith } from '../monolith/monolith.ts';
import { readLines } from '../orders/lines.ts';
import type { OrderFeed } from '../orders/order-feed.ts';
import { findOrder, listOrders } from '../orders/order.ts';
import { placeOrder } from '../orders/place-order.ts';
import { showOrder } from '../orders/show-order.ts';
import type { Caller } from '../sessions/session.ts';
import type { WhoCalls } from '../sessions/who-calls.ts';
import { quantityLeft } from '../stock/take-stock.ts';
import { Problem } from './problem.ts';
import { reply, type ReplyDeps } from './reply.ts';

export interface OrderDeps extends ReplyDeps {
  readonly db: Database;
  readonly whoCalls: WhoCalls;
  readonly feed: OrderFeed;
  readonly askMonolith?: AskMonolith | undefined;
}

/** `/api/orders` and `/api/stock`, as the shop's callers know them; and `Idempotency-Key`, which the monolith does not know. */
export function orderRoutes(deps: OrderDeps): Router {
  const { db, now, newId, whoCalls, feed, askMonolith } = deps;
  const router = Router();
  const identify: RequestHandler = async (req, res, next) => {
    res.locals['caller'] = await whoCalls(req);
    next();
  };

  router.post('/api/orders', identify, json(), async (req, res) => {
    const { customerId } = callerOf(res);
    const { items } = (req.body ?? {}) as { readonly items?: unknown };
    const { id, repeated } = await placeOrder(db, { customerId, lines: readLines(items), key: keyOf(req), at: new Date(now()), eventId: newId() });
    res.location(`/api/orders/${id}`);
    if (repeated) res.set('Idempotency-Replayed', 'true');
    reply(res, deps, { order: await findOrder(db, customerId, id) }, 201);
  });

  router.get('/api/orders', identify, async (_req, res) => {
    const items = await listOrders(db, callerOf(res).customerId);
    res.set('X-Shop-TotalCount', String(items.length));
    reply(res, deps, { items });
  });

  router.get('/api/orders/feed', identify, async (req, res) => {
    const caller = res.locals['caller'] as Caller | null;
    if (!caller?.staff) throw Problem.forbidden();
    await feed.follow(req, res);
  });

  router.get('/api/orders/:id', identify, async (req: Request<{ id: string }>, res) => {
    reply(res, deps, { order: await showOrder(db, askMonolith, callerOf(res).customerId, req.params.id) });
  });

  router.get('/api/stock/:sku', async (req, res) => {
    const { sku } = req.params;
    const quantity = sku.includes('\0') ? undefined : await quantityLeft(db, sku);
    if (quantity === undefined) throw Problem.notFound(`No product has the sku ${sku}`);
    reply(res, deps, { sku, quantity });
  });
  return router;
}

function callerOf(res: Response): Caller {
  const caller = res.locals['caller'] as Caller | null;
  if (!caller) throw Problem.unauthorized();
  return caller;
}

function keyOf(req: Request): string | undefined {
  const key = req.get('Idempotency-Key');
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) throw Problem.badRequest('Idempotency-Key must be 1 to 255 letters, digits and signs');
  return key;
}
