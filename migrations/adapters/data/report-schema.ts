import { z } from 'zod';
import type { ObservedData } from '../../../domain/data-movement.ts';

const count = z.number();
const desired = z.object({ flow: z.enum(['none', 'forward', 'reverse', 'ended']), backfill: z.boolean(), verify: z.boolean() });
const difference = z.object({ table: z.string(), key: z.string(), columns: z.record(z.string(), z.object({ legacy: z.string(), candidate: z.string() })) });

const observed = z.object({
  flow: desired.shape.flow,
  told: desired,
  missing: z.array(z.string()),
  problems: z.array(z.string()),
  backfill: z.object({ copied: count, total: count, perSecond: count, quarantined: count, done: z.boolean() }),
  lag: z.object({ changes: count, ms: count }),
  verification: z.object({ checked: count, differing: count, samples: z.array(difference), cost: z.object({ rows: count, bytes: count, ms: count }), lastPass: z.object({ beganAt: count, completedAt: count }).nullable() }),
  lastPause: z.object({ at: count, ms: count }).nullable(),
  ended: z.object({ at: count, writes: z.record(z.string(), count) }).nullable(),
});

void ((parsed: z.output<typeof observed>): ObservedData => parsed);

/** What `GET /data` answers, by group. A newer mover may say more. */
export const reportSchema = z.record(z.string(), z.union([z.literal('absent'), observed, z.object({ unknown: z.string() })]));

export const refusalSchema = z.object({ error: z.string(), remedy: z.string().optional() });
