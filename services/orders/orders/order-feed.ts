import type { Request, Response } from 'express';
import type { Database } from '../database/database.ts';
import { formatCents } from '../money/format-cents.ts';

export interface OrderFeed {
  /** Writes orders as server-sent events as they come, until the caller leaves or `stopping`. Whoever comes back says with `Last-Event-ID` what they saw last. */
  follow(req: Request, res: Response): Promise<void>;
}

interface FeedRow {
  readonly id: number;
  readonly arrival: string;
  readonly customer_id: number;
  readonly total_cents: number;
  readonly placed_at: Date;
}

/** Notices are hints: what one missed is seen at the next look. */
const LOOK_MS = 1_000;
/** Something passes now and then, so that nobody in between takes the connection for dead. */
const COMMENT_EVERY_MS = 15_000;
const AT_ONCE = 100;

export function createOrderFeed({ db, now, stopping }: { readonly db: Database; readonly now: () => number; readonly stopping: AbortSignal }): OrderFeed {
  return {
    async follow(req, res) {
      const leaving = new AbortController();
      res.on('close', () => leaving.abort());
      const ending = AbortSignal.any([leaving.signal, stopping]);
      let last = await startAfter(db, req.get('Last-Event-ID'));
      res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }).flushHeaders();
      for (let written = now(); !ending.aborted; await pause(LOOK_MS, ending)) {
        const { rows } = await db.query<FeedRow>('select id, arrival::text as arrival, customer_id, total_cents, placed_at from orders where arrival > $1 order by orders.arrival limit $2', [last, AT_ONCE]);
        for (const row of rows) res.write(`id: ${row.arrival}\nevent: order\ndata: ${JSON.stringify(shown(row))}\n\n`);
        last = rows.at(-1)?.arrival ?? last;
        if (rows.length === 0 && now() - written < COMMENT_EVERY_MS) continue;
        if (rows.length === 0) res.write(': nothing new\n\n');
        written = now();
      }
      res.end();
    },
  };
}

async function startAfter(db: Database, lastSeen: string | undefined): Promise<string> {
  if (lastSeen !== undefined && /^\d{1,18}$/.test(lastSeen)) return lastSeen;
  const { rows } = await db.query<{ last: string | null }>('select max(arrival)::text as last from orders');
  return rows[0]?.last ?? '0';
}

function pause(ms: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      ending.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    ending.addEventListener('abort', done);
    if (ending.aborted) done();
  });
}

function shown({ id, customer_id, total_cents, placed_at }: FeedRow): object {
  return { id, customer: customer_id, total: formatCents(total_cents), placedAt: placed_at.toISOString() };
}
