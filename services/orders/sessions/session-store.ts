import type { Queryable } from '../database/database.ts';
import type { ShopEvent } from '../events/event-bus.ts';
import type { Caller } from './session.ts';

/** A session as it is known here: whose it is, that it has ended, or nothing. */
export async function findSession(db: Queryable, id: string): Promise<Caller | 'ended' | 'unknown'> {
  const { rows } = await db.query<{ customer_id: number | null; staff: boolean; ended_at: Date | null }>('select customer_id, staff, ended_at from sessions where id = $1', [id]);
  const [row] = rows;
  if (!row) return 'unknown';
  return row.ended_at || row.customer_id === null ? 'ended' : { customerId: row.customer_id, staff: row.staff };
}

/** One that is here already, live or ended, stays as it is. */
export async function keepSession(tx: Queryable, id: string, { customerId, staff }: Caller): Promise<void> {
  await tx.query('insert into sessions (id, customer_id, staff) values ($1, $2, $3) on conflict (id) do nothing', [id, customerId, staff]);
}

/** What the accounts service and the monolith say of a session, kept here. */
export async function hearOfSession(tx: Queryable, { kind, body }: ShopEvent, at: Date): Promise<void> {
  const { session, customer, staff, replaces } = body as { readonly session: string; readonly customer?: { readonly id: number }; readonly staff?: boolean; readonly replaces?: string | null };
  if (kind === 'session.started' && customer) await keepSession(tx, session, { customerId: customer.id, staff: staff === true });
  if (kind === 'session.started' && replaces) await endSession(tx, replaces, at);
  if (kind === 'session.ended') await endSession(tx, session, at);
}

async function endSession(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query('insert into sessions (id, ended_at) values ($1, $2) on conflict (id) do update set ended_at = coalesce(sessions.ended_at, excluded.ended_at)', [id, at]);
}
