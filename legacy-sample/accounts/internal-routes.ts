import { timingSafeEqual, hash } from 'node:crypto';
import { Router, type RequestHandler, type Response } from 'express';
import type { ViewCounts } from '../admin/count-views.ts';
import type { Deps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';
import { findOrder } from '../orders/orders.ts';
import type { Customer } from './session.ts';
import { readSession, sessionId, sessionOf, storedSession } from './sessions.ts';
import { isStaff } from './staff.ts';

/** For the shop's own programs, who bear `token`: who has logged in with the cookie that they show, whether an order was placed here, and how often each path was asked for. */
export function internalRoutes(deps: Deps, views: ViewCounts, token: string): Router {
  const router = Router();
  router.use(onlyFor(token));
  const answer = async (res: Response, customer: Customer | null): Promise<void> => {
    res.json({ customer, staff: customer !== null && (await isStaff(deps.db, customer.id)) });
  };
  /** `?known=here`: what this table knows, without a question to the accounts service, which is the one that asks. */
  router.get('/session', async (req, res, next) => {
    res.set('Cache-Control', 'no-store');
    if (req.query['known'] !== 'here') return next();
    const id = sessionId(req);
    const session = id === undefined ? undefined : await storedSession(deps.db, id);
    await answer(res, session === 'ended' ? null : (session?.customer ?? null));
  });
  router.get('/session', readSession(deps), async (_req, res) => {
    await answer(res, sessionOf(res)?.customer ?? null);
  });
  router.get('/orders/:id', async (req, res) => {
    const { customer = '' } = req.query;
    if (!/^\d{1,9}$/.test(req.params.id) || typeof customer !== 'string' || !/^\d{1,9}$/.test(customer)) throw notFound('There is no such order');
    res.json({ order: (await findOrder(deps.db, Number(customer), Number(req.params.id))) ?? null });
  });
  router.get('/views', (_req, res) => {
    res.json(Object.fromEntries(views));
  });
  return router;
}

/** To everybody else there is nothing here. */
function onlyFor(token: string): RequestHandler {
  const expected = hash('sha256', `Bearer ${token}`, 'buffer');
  return (req, _res, next) => {
    if (!timingSafeEqual(hash('sha256', req.get('authorization') ?? '', 'buffer'), expected)) throw notFound(`Nothing here answers ${req.method} ${req.baseUrl}${req.path}`);
    next();
  };
}
