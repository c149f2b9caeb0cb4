import type { Response } from 'express';
import { tell } from '../events/outbox.ts';
import type { Deps } from '../http/deps.ts';
import { HttpError } from '../http/http-error.ts';
import { endSession } from './end-session.ts';
import { verifyPassword } from './password.ts';
import type { Session } from './session.ts';
import { sessionOf, startSession } from './sessions.ts';

/** Logs in under a new session id, which takes over the visitor's cart. Says the same of an unknown address as of a wrong password. */
export async function logIn(deps: Deps, res: Response, credentials: { readonly email?: unknown; readonly password?: unknown }): Promise<Session> {
  const { email, password } = credentials;
  const { rows } = await deps.db.query<{ id: number; email: string; name: string; password_salt: string; password_hash: string; is_staff: boolean }>(
    'select id, email, name, password_salt, password_hash, is_staff from customers where email = $1',
    [typeof email === 'string' && !email.includes('\0') ? email.toLowerCase() : null],
  );
  const customer = rows[0];
  const verified = customer && typeof password === 'string' && (await verifyPassword(password, customer.password_salt, customer.password_hash));
  if (!verified) throw new HttpError(401, 'wrong_credentials', 'The e-mail address or the password is wrong');

  const visitor = sessionOf(res);
  return deps.db.transaction(async (tx) => {
    const session = await startSession(deps, tx, res, { id: customer.id, email: customer.email, name: customer.name });
    await tx.query('update cart_items set session_id = $1 where session_id = $2', [session.id, visitor?.id ?? null]);
    if (visitor) await endSession(tx, visitor.id, new Date(deps.now()));
    if (visitor?.customer) await tell(tx, { id: deps.newId(), kind: 'session.ended', body: { session: visitor.id } });
    await tell(tx, { id: deps.newId(), kind: 'session.started', body: { session: session.id, customer: session.customer, staff: customer.is_staff } });
    return session;
  });
}
