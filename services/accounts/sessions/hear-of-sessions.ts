import type { Queryable } from '../database/database.ts';
import type { ShopEvent } from '../events/event-bus.ts';
import { adoptSession, endSession } from './session-store.ts';

/** What the monolith says of sessions, kept here. Other events are of no concern. */
export function hearOfSessions(now: () => Date): (tx: Queryable, event: ShopEvent) => Promise<void> {
  return async (tx, { kind, body }) => {
    const { session, customer } = body as { readonly session?: unknown; readonly customer?: { readonly id: number } };
    if (typeof session !== 'string') throw new Error(`an event ${kind} names no session`);
    if (kind === 'session.started' && customer) await adoptSession(tx, session, customer.id, now());
    if (kind === 'session.ended') await endSession(tx, session, now());
  };
}
