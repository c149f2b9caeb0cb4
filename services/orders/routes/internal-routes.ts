import { hash, timingSafeEqual } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import type { Queryable } from '../database/database.ts';
import { findOrder } from '../orders/order.ts';
import { Problem } from './problem.ts';

/** For the monolith: an order that was placed here a moment ago, and is not known there yet. */
export function internalRoutes({ db, token }: { readonly db: Queryable; readonly token: string }): Router {
  const router = Router();
  router.use('/internal', onlyFor(token));
  router.get('/internal/orders/:id', async (req, res) => {
    const { id } = req.params;
    const { customer } = req.query;
    if (!/^\d{1,9}$/.test(id) || typeof customer !== 'string' || !/^\d{1,9}$/.test(customer)) throw Problem.notFound('There is no such order');
    res.json({ order: (await findOrder(db, Number(customer), Number(id))) ?? null });
  });
  return router;
}

/** To everybody else there is nothing here. */
function onlyFor(token: string): RequestHandler {
  const expected = hash('sha256', `Bearer ${token}`, 'buffer');
  return (req, _res, next) => {
    if (!timingSafeEqual(hash('sha256', req.get('authorization') ?? '', 'buffer'), expected)) throw Problem.notFound(`Nothing here answers ${req.method} ${req.baseUrl}${req.path}`);
    next();
  };
}
