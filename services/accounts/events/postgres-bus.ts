import type { Database } from '../database/database.ts';
import { createBell } from './bell.ts';
import type { EventBus, ShopEvent } from './event-bus.ts';

/** Seconds for which an event that was received is with its receiver alone. */
const HIDDEN_SECONDS = 30;
/** What was received so often and never removed stays where it is, for a person to look at. */
const MOST_DELIVERIES = 10;

/** The shop's events in a database of their own: `messages` and `subscriptions` stand there already, as a topic and its queues would. */
export async function createPostgresBus(db: Database, queue: string): Promise<EventBus> {
  const bell = createBell();
  await db.listen('messages', () => bell.ring());
  const take = async (): Promise<{ receipt: string; event: ShopEvent }[]> => {
    const { rows } = await db.query<{ receipt: string; event: ShopEvent }>(
      `update messages set visible_at = now() + interval '${HIDDEN_SECONDS} seconds', deliveries = deliveries + 1
        where id in (select id from messages where queue = $1 and visible_at <= now() and deliveries < $2 order by id limit 10 for update skip locked)
        returning id::text as receipt, event`,
      [queue, MOST_DELIVERIES],
    );
    return rows.toSorted((a, b) => Number(a.receipt) - Number(b.receipt));
  };
  return {
    async publish(event) {
      await db.query(
        `with sent as (
           insert into messages (queue, event_id, event) select queue, $1, $2 from subscriptions where source = $3 and kind = $4 on conflict do nothing returning id)
         select pg_notify('messages', '') from sent limit 1`,
        [event.id, JSON.stringify(event), event.source, event.kind],
      );
    },
    async receive(waitMs, stopping) {
      const waiting = await take();
      if (waiting.length > 0 || stopping.aborted) return waiting;
      await bell.wait(waitMs, stopping);
      return stopping.aborted ? [] : await take();
    },
    remove: async ({ receipt }) => void (await db.query('delete from messages where id = $1', [receipt])),
    close: () => db.close(),
  };
}
