import { Router, json } from 'express';
import { sendJson } from '../http/api.ts';
import type { Deps } from '../http/deps.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { customerOf, readSession } from './sessions.ts';

export function accountRoutes(deps: Deps): Router {
  const router = Router();
  const session = readSession(deps);
  router.post('/login', session, json(), async (req, res) => {
    const { customer } = await logIn(deps, res, (req.body ?? {}) as object);
    sendJson(res, deps, { customer });
  });
  router.post('/logout', session, async (_req, res) => {
    await logOut(deps, res);
    res.status(204).end();
  });
  router.get('/me', session, (_req, res) => {
    sendJson(res, deps, { customer: customerOf(res) });
  });
  return router;
}
