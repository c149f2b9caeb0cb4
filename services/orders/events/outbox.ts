import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Queryable } from '../database/database.ts';
import { createBell } from './bell.ts';
import type { EventBus, ShopEvent } from './event-bus.ts';

export type News = Pick<ShopEvent, 'id' | 'kind' | 'body'>;

/** Writes down what the others must hear of, in the transaction in which it happens. */
export async function tell(tx: Queryable, { id, kind, body }: News): Promise<void> {
  await tx.query('insert into outbox (event_id, kind, body) values ($1, $2, $3)', [id, kind, JSON.stringify(body)]);
}

export interface RelayOptions {
  readonly db: Database;
  readonly bus: EventBus;
  /** This program's name. */
  readonly source: string;
  readonly stopping: AbortSignal;
  readonly logError: (error: unknown, what: string) => void;
}

const AT_ONCE = 50;
const LOOK_MS = 1_000;
const AFTER_FAILURE_MS = 500;

/** Hands what stands in the outbox to the bus, oldest first, each until it was taken. Several tasks may do so; each event is with one of them. After `stopping` it resolves once nothing is left, or the bus takes nothing. */
export async function relayOutbox({ db, bus, source, stopping, logError }: RelayOptions): Promise<void> {
  const bell = createBell();
  await db.listen('outbox', () => bell.ring());
  for (;;) {
    // What was written down before the stop is still handed over.
    const isLast = stopping.aborted;
    try {
      if ((await sendSome(db, bus, source)) > 0) continue;
      if (isLast) return;
      await bell.wait(LOOK_MS, stopping);
    } catch (error) {
      logError(error, 'relaying the outbox');
      if (isLast) return;
      await sleep(AFTER_FAILURE_MS, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

/** Returns how many events the bus has taken. */
function sendSome(db: Database, bus: EventBus, source: string): Promise<number> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ position: string; event_id: string; kind: string; body: ShopEvent['body'] }>('select position, event_id, kind, body from outbox order by position limit $1 for update skip locked', [AT_ONCE]);
    for (const { event_id: id, kind, body } of rows) await bus.publish({ id, source, kind, body });
    if (rows.length > 0) await tx.query('delete from outbox where position = any($1)', [rows.map(({ position }) => position)]);
    return rows.length;
  });
}
