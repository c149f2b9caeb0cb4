import { timingSafeEqual, hash } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import type { Deps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';
import { readSession, sessionOf } from './sessions.ts';

/** For the shop's own programs, who bear `token`: who has logged in with the cookie that they show. */
export function internalRoutes(deps: Deps, token: string): Router {
  const router = Router();
  router.get('/session', onlyFor(token), readSession(deps), (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ customer: sessionOf(res)?.customer ?? null });
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
