import { timingSafeEqual, hash } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import type { Deps } from '../http/deps.ts';
import { notFound } from '../http/http-error.ts';
import { endSession } from './end-session.ts';
import { readSession, sessionId, sessionOf, storedSession } from './sessions.ts';

/** For the shop's own programs, who bear `token`: who has logged in with the cookie that they show, and that a session has ended elsewhere. */
export function internalRoutes(deps: Deps, token: string): Router {
  const router = Router();
  router.use(onlyFor(token));
  /** `?known=here`: what this table knows, without a question to the accounts service, which is the one that asks. */
  router.get('/session', async (req, res, next) => {
    res.set('Cache-Control', 'no-store');
    if (req.query['known'] !== 'here') return next();
    const id = sessionId(req);
    const session = id === undefined ? undefined : await storedSession(deps.db, id);
    res.json({ customer: (session !== 'ended' && session?.customer) || null });
  });
  router.get('/session', readSession(deps), (_req, res) => {
    res.json({ customer: sessionOf(res)?.customer ?? null });
  });
  router.delete('/session', async (req, res) => {
    const id = sessionId(req);
    if (id !== undefined) await deps.db.transaction((tx) => endSession(tx, id, new Date(deps.now()), false));
    res.status(204).end();
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
