import type { RequestHandler } from 'express';
import type { Queryable } from '../database/database.ts';
import type { Deps } from '../http/deps.ts';
import { sessionOf } from './sessions.ts';

export async function isStaff(db: Queryable, customerId: number): Promise<boolean> {
  const { rows } = await db.query<{ is_staff: boolean }>('select is_staff from customers where id = $1', [customerId]);
  return rows[0]?.is_staff ?? false;
}

/** Lets those pass who work here. To everybody else it says so as a page, to programs too: that is how it always was. */
export function requireStaff({ db }: Deps): RequestHandler {
  return async (_req, res, next) => {
    const customer = sessionOf(res)?.customer;
    if (customer && (await isStaff(db, customer.id))) return next();
    res.status(403).render('error', { title: '403', message: 'This is for those who work here' });
  };
}
