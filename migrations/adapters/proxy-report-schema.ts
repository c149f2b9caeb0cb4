import { z } from 'zod';
import type { ProxyReport } from '../../domain/proxy-report.ts';
import { GroupCountersSchema } from './counters-schema.ts';

const kind = z.enum(['missing', 'extra', 'type', 'value', 'order', 'class', 'identity', 'failed']);

const Sample = z.object({
  at: z.number(),
  request: z.string(),
  differences: z.array(z.object({ path: z.string(), kind, legacy: z.string().nullable(), candidate: z.string().nullable() })),
});

const Differences = z.object({
  signature: z.string(),
  route: z.string(),
  legacyStatus: z.number(),
  candidateStatus: z.number().nullable(),
  fields: z.array(z.object({ path: z.string(), kind })),
  count: z.number().nonnegative(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  samples: z.array(Sample),
});

/** {@link ProxyReport} as a proxy answers it. */
export const ProxyReportSchema: z.ZodType<ProxyReport> = z.object({
  proxy: z.string().min(1),
  startedAt: z.number(),
  flags: z.enum(['unknown', 'stale', 'fresh']),
  groups: z.record(z.string(), GroupCountersSchema.extend({ differences: z.array(Differences) })),
});
