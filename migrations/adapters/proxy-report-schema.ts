import { z } from 'zod';
import type { DifferencesByProxy } from '../../domain/difference.ts';
import type { ProxyReport } from '../../domain/proxy-report.ts';
import { GroupCountersSchema } from './counters-schema.ts';
import { NoiseReportSchema } from './noise-report-schema.ts';

const kind = z.enum(['missing', 'extra', 'type', 'value', 'order', 'class', 'identity', 'failed']);

const Sample = z.object({
  at: z.number(),
  request: z.string(),
  differences: z.array(z.object({ path: z.string(), kind, legacy: z.string().nullable(), candidate: z.string().nullable() })),
});

/** As long as a proxy makes them: a longer one would be walked segment by segment. */
const route = z.string().max(4_000);

const Group = z
  .object({
    signature: z.string(),
    route,
    legacyStatus: z.number(),
    candidateStatus: z.number().nullable(),
    fields: z.array(z.object({ path: z.string(), kind, count: z.number().nonnegative().optional() })),
    count: z.number().nonnegative(),
    firstSeen: z.number(),
    lastSeen: z.number(),
    samples: z.array(Sample),
    everyMs: z.number().min(1).default(1),
  })
  // An earlier release listed only fields in which every answer of the group differs.
  .transform((group) => ({ ...group, fields: group.fields.map((field) => ({ ...field, count: field.count ?? group.count })) }));

const differences = {
  routes: z.array(z.object({ route, compared: z.number().nonnegative() })).default([]),
  differences: z.array(Group),
};

/** {@link DifferencesByProxy} as JSON from elsewhere. */
export const DifferencesByProxySchema: z.ZodType<DifferencesByProxy> = z.record(z.string(), z.object(differences));

const LegacyCallerSchema = z.object({ who: z.string().max(120), route: z.string().max(4_096), at: z.number() });

/** {@link ProxyReport} as a proxy answers it. */
export const ProxyReportSchema: z.ZodType<ProxyReport> = z.object({
  proxy: z.string().min(1),
  startedAt: z.number(),
  flags: z.enum(['unknown', 'stale', 'fresh']),
  groups: z.record(z.string(), GroupCountersSchema.extend({ ...differences, noise: NoiseReportSchema, legacyCallers: z.exactOptional(z.array(LegacyCallerSchema)) })),
});
