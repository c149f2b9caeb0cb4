import type { Queryable } from '../database/database.ts';
import { hearOfOrder } from '../orders/hear-of-order.ts';
import { hearOfSession } from '../sessions/session-store.ts';
import type { ShopEvent } from './event-bus.ts';

/** What the news of the accounts service and of the monolith means here. */
export function handleEvent(now: () => Date): (tx: Queryable, event: ShopEvent) => Promise<void> {
  return (tx, event) => (event.kind === 'order.placed' ? hearOfOrder(tx, event) : hearOfSession(tx, event, now()));
}
