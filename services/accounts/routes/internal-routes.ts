import { hash, timingSafeEqual } from 'node:crypto';
import { Router, type RequestHandler } from 'express';
import { sessionId } from '../sessions/session-cookie.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { WhoCalls } from '../sessions/who-calls.ts';
import { Problem } from './problem.ts';

export interface InternalDeps {
  /** Of the shop's own programs. */
  readonly token: string;
  readonly sessions: SessionStore;
  readonly whoCalls: WhoCalls;
}

/** For the monolith, the other services and the proxies: whose a session is. */
export function internalRoutes({ token, sessions, whoCalls }: InternalDeps): Router {
  const router = Router();
  router.use('/internal', onlyFor(token));

  /** `?known=here`: what this store knows, without a question back to the monolith, which is the one that asks. */
  router.get('/internal/session', async (req, res) => {
    const id = sessionId(req);
    const here = async (): ReturnType<WhoCalls> => {
      const found = id === undefined ? undefined : await sessions.find(id);
      return found?.state === 'live' ? found : { customer: null, staff: false, replaces: null };
    };
    const { customer, staff, replaces } = req.query['known'] === 'here' ? await here() : await whoCalls(id);
    res.set('Cache-Control', 'no-store').json({ customer, staff, replaces });
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
