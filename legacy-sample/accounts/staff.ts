import type { RequestHandler } from 'express';
import type { Deps } from '../http/deps.ts';
import { sessionOf } from './sessions.ts';

/** Lets those pass who work here. To everybody else it says so as a page, to programs too: that is how it always was. */
export function requireStaff({ db }: Deps): RequestHandler {
  return async (_req, res, next) => {
    const { rows } = await db.query<{ is_staff: boolean }>('select is_staff from customers where id = $1', [sessionOf(res)?.customer?.id ?? null]);
    if (rows[0]?.is_staff) return next();
    res.status(403).render('error', { title: '403', message: 'This is for those who work here' });
  };
}
