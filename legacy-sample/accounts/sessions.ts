import type { Request, RequestHandler, Response } from 'express';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Queryable } from '../database/database.ts';
import type { Deps } from '../http/deps.ts';
import { unauthorized } from '../http/http-error.ts';
import { askForSession } from './adopt-session.ts';
import type { Session } from './session.ts';

const COOKIE = 'sid';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** For pages: everybody who visits one has a session from then on. */
export function ensureSession(deps: Deps): RequestHandler {
  return async (req, res, next) => {
    res.locals['session'] = (await findSession(deps, req)) ?? (await startSession(deps, deps.db, res, null));
    next();
  };
}

/** For the API: a session that is there is read, none is begun. */
export function readSession(deps: Deps): RequestHandler {
  return async (req, res, next) => {
    res.locals['session'] = await findSession(deps, req);
    next();
  };
}

export function sessionOf(res: Response): Session | undefined {
  return res.locals['session'] as Session | undefined;
}

/** The customer who has logged in; 401 where nobody has. */
export function customerOf(res: Response): NonNullable<Session['customer']> {
  const customer = sessionOf(res)?.customer;
  if (!customer) throw unauthorized();
  return customer;
}

export async function startSession({ newId, now }: Deps, db: Queryable, res: Response, customer: Session['customer']): Promise<Session> {
  const id = newId();
  await db.query('insert into sessions (id, customer_id, created_at) values ($1, $2, $3)', [id, customer?.id ?? null, new Date(now())]);
  res.append('Set-Cookie', stringifySetCookie({ name: COOKIE, value: id, path: '/', httpOnly: true, sameSite: 'lax' }));
  return { id, customer };
}

export function clearCookie(res: Response): void {
  res.append('Set-Cookie', stringifySetCookie({ name: COOKIE, value: '', path: '/', httpOnly: true, maxAge: 0 }));
}

export function sessionId(req: Request): string | undefined {
  const id = parseCookie(req.headers.cookie ?? '')[COOKIE];
  return id !== undefined && UUID.test(id) ? id : undefined;
}

/** The session that the caller shows: as it stands here, else as the accounts service knows it. */
async function findSession(deps: Deps, req: Request): Promise<Session | undefined> {
  const id = sessionId(req);
  if (id === undefined) return undefined;
  const found = await storedSession(deps.db, id);
  if (found === 'ended') return undefined;
  return found ?? (deps.askAccounts && (await askForSession(deps, deps.askAccounts, id)));
}

/** As it stands in the table; `undefined` where it does not. */
export async function storedSession(db: Queryable, id: string): Promise<Session | 'ended' | undefined> {
  const { rows } = await db.query<{ ended_at: Date | null; id: number | null; email: string; name: string }>(
    'select s.ended_at, c.id, c.email, c.name from sessions s left join customers c on c.id = s.customer_id where s.id = $1',
    [id],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.ended_at) return 'ended';
  return { id, customer: row.id === null ? null : { id: row.id, email: row.email, name: row.name } };
}
