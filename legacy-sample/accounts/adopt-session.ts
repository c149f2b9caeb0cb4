import type { Queryable } from '../database/database.ts';
import type { Deps } from '../http/deps.ts';
import { HttpError } from '../http/http-error.ts';
import type { AskAccounts } from './accounts-service.ts';
import type { Session } from './session.ts';

/** Takes over a session that began at the accounts service. 503 where that does not say whether there is one: beginning another would log the customer out. */
export async function askForSession({ db, now }: Deps, ask: AskAccounts, id: string): Promise<Session | undefined> {
  const { customer, replaces } = await ask(id).catch(() => {
    throw new HttpError(503, 'unavailable', 'Who has logged in cannot be told at the moment');
  });
  if (!customer) return undefined;
  await db.transaction((tx) => adoptSession(tx, { id, customerId: customer.id, replaces }, new Date(now())));
  return { id, customer };
}

/** Keeps a session that began elsewhere, with the cart of the visit before the login. One that is here already, live or ended, stays as it is. */
export async function adoptSession(tx: Queryable, { id, customerId, replaces }: { readonly id: string; readonly customerId: number; readonly replaces: string | null }, at: Date): Promise<void> {
  const { rows } = await tx.query('insert into sessions (id, customer_id, created_at) values ($1, $2, $3) on conflict (id) do nothing returning id', [id, customerId, at]);
  if (rows.length === 0 || replaces === null) return;
  await tx.query('update cart_items set session_id = $1 where session_id = $2', [id, replaces]);
  await tx.query('update sessions set ended_at = $2 where id = $1', [replaces, at]);
}
