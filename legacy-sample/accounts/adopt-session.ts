import type { Deps } from '../http/deps.ts';
import { HttpError } from '../http/http-error.ts';
import type { AccountsService } from './accounts-service.ts';
import type { Session } from './sessions.ts';

/** Takes over a session that began at the accounts service, with the cart of the visit before the login. 503 where that does not say whether there is one: beginning another would log the customer out. */
export async function adoptSession({ db, now }: Deps, accounts: AccountsService, id: string): Promise<Session | undefined> {
  const known = await accounts.ask(id).catch(() => {
    throw new HttpError(503, 'unavailable', 'Who has logged in cannot be told at the moment');
  });
  const { customer, replaces } = known;
  if (!customer) return undefined;
  await db.transaction(async (tx) => {
    const { rows } = await tx.query('insert into sessions (id, customer_id, created_at) values ($1, $2, $3) on conflict (id) do nothing returning id', [id, customer.id, new Date(now())]);
    if (rows.length === 0 || replaces === null) return;
    await tx.query('update cart_items set session_id = $1 where session_id = $2', [id, replaces]);
    await tx.query('update sessions set ended_at = $2 where id = $1', [replaces, new Date(now())]);
  });
  return { id, customer };
}
