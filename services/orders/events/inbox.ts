import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Queryable } from '../database/database.ts';
import type { EventBus, ShopEvent } from './event-bus.ts';

export interface InboxOptions {
  readonly db: Database;
  readonly bus: EventBus;
  /** What the event means here, in one transaction with the note that it was heard: it happens once, however often the event comes. */
  readonly handle: (tx: Queryable, event: ShopEvent) => Promise<void>;
  readonly stopping: AbortSignal;
  readonly logError: (error: unknown, what: string) => void;
}

const WAIT_MS = 1_000;
const AFTER_FAILURE_MS = 500;

/** Hears events until `stopping`, and resolves once nothing is under way. One that cannot be handled comes again. */
export async function hearEvents({ db, bus, handle, stopping, logError }: InboxOptions): Promise<void> {
  while (!stopping.aborted) {
    try {
      for (const delivery of await bus.receive(WAIT_MS, stopping)) {
        await once(db, delivery.event, handle);
        await bus.remove(delivery);
      }
    } catch (error) {
      logError(error, 'hearing events');
      await sleep(AFTER_FAILURE_MS, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

async function once(db: Database, event: ShopEvent, handle: InboxOptions['handle']): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.query('insert into inbox (event_id) values ($1) on conflict do nothing returning event_id', [event.id]);
    if (rows.length > 0) await handle(tx, event);
  });
}
