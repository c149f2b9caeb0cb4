import type { Queryable } from '../database/database.ts';
import type { ShopEvent } from '../events/event-bus.ts';
import { adoptSession } from './adopt-session.ts';
import { endSession } from './end-session.ts';

/** What the accounts service says of a session, kept here. */
export async function hearOfSession(tx: Queryable, { kind, body }: ShopEvent, at: Date): Promise<void> {
  const { session, customer, replaces = null } = body as { readonly session: string; readonly customer?: { readonly id: number }; readonly replaces?: string | null };
  if (kind === 'session.started' && customer) await adoptSession(tx, { id: session, customerId: customer.id, replaces }, at);
  if (kind === 'session.ended') await endSession(tx, session, at);
}
