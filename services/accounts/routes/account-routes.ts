import { Router, json } from 'express';
import type { Database } from '../database/database.ts';
import { verifyPassword } from '../passwords/verify-password.ts';
import { clearSession, sessionId, setSession } from '../sessions/session-cookie.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { WhoCalls } from '../sessions/who-calls.ts';
import { Problem } from './problem.ts';
import { reply, type ReplyDeps } from './reply.ts';

export interface AccountDeps extends ReplyDeps {
  readonly db: Database;
  readonly sessions: SessionStore;
  readonly whoCalls: WhoCalls;
}

interface CustomerRow {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly password_salt: string;
  readonly password_hash: string;
  readonly is_staff: boolean;
}

/** `/api/login`, `/api/logout` and `/api/me`, as the shop's callers know them. */
export function accountRoutes(deps: AccountDeps): Router {
  const { db, sessions, whoCalls, newId } = deps;
  const router = Router();

  router.post('/api/login', json({ limit: '10kb' }), async (req, res) => {
    const { email, password } = (req.body ?? {}) as { readonly email?: unknown; readonly password?: unknown };
    const address = typeof email === 'string' && !email.includes('\0') ? email.toLowerCase() : null;
    const { rows } = await db.query<CustomerRow>('select id, email, name, password_salt, password_hash, is_staff from customers where email = $1', [address]);
    const [found] = rows;
    if (!(await verifyPassword(password, found)) || !found) throw Problem.wrongCredentials();
    const customer = { id: found.id, email: found.email, name: found.name };
    const id = newId();
    await sessions.start(id, customer, found.is_staff, sessionId(req));
    setSession(res, id);
    reply(res, deps, { customer });
  });

  router.post('/api/logout', async (req, res) => {
    const id = sessionId(req);
    if (id !== undefined) await sessions.end(id);
    clearSession(res);
    res.set('x-request-id', newId()).status(204).end();
  });

  router.get('/api/me', async (req, res) => {
    const { customer } = await whoCalls(sessionId(req));
    if (!customer) throw Problem.unauthorized();
    reply(res, deps, { customer });
  });
  return router;
}
