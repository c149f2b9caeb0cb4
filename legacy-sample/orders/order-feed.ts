import { Router } from 'express';
import { readSession } from '../accounts/sessions.ts';
import { requireStaff } from '../accounts/staff.ts';
import { formatCents } from '../catalog/products.ts';
import type { Queryable } from '../database/database.ts';
import type { ShopDeps } from '../http/deps.ts';

/** How soon an order is seen that another process took. */
const LOOK_MS = 1_000;
/** Something passes now and then, so that nobody in between takes the connection for dead. */
const COMMENT_EVERY_MS = 15_000;
const AT_ONCE = 100;

interface FeedRow {
  readonly id: number;
  readonly arrival: string;
  readonly customer_id: number;
  readonly total_cents: number;
  readonly placed_at: Date;
}

/** Orders as they are placed, as server-sent events, for the packing desk. Whoever comes back says with `Last-Event-ID` what they saw last. */
export function orderFeed(deps: ShopDeps): Router {
  const { db, now, placed, stopping } = deps;
  const router = Router();
  router.get('/orders/feed', readSession(deps), requireStaff(deps), async (req, res) => {
    const leaving = new AbortController();
    res.on('close', () => leaving.abort());
    const ending = AbortSignal.any([leaving.signal, stopping]);
    let last: string = await startAfter(db, req.get('Last-Event-ID'));
    res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }).flushHeaders();
    for (let written = now(); !ending.aborted; await placed.next(LOOK_MS, ending)) {
      const { rows } = await db.query<FeedRow>('select id, arrival::text as arrival, customer_id, total_cents, placed_at from orders where arrival > $1 order by arrival limit $2', [last, AT_ONCE]);
      for (const row of rows) res.write(`id: ${row.arrival}\nevent: order\ndata: ${JSON.stringify(shown(row))}\n\n`);
      last = rows.at(-1)?.arrival ?? last;
      if (rows.length === 0 && now() - written < COMMENT_EVERY_MS) continue;
      if (rows.length === 0) res.write(': nothing new\n\n');
      written = now();
    }
    res.end();
  });
  return router;
}

async function startAfter(db: Queryable, lastSeen: string | undefined): Promise<string> {
  if (lastSeen !== undefined && /^\d{1,18}$/.test(lastSeen)) return lastSeen;
  const { rows } = await db.query<{ last: string | null }>('select max(arrival)::text as last from orders');
  return rows[0]?.last ?? '0';
}

function shown({ id, customer_id, total_cents, placed_at }: FeedRow): object {
  return { id, customer: customer_id, total: formatCents(total_cents), placedAt: placed_at.toISOString() };
}
