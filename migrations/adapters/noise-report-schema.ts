import { z } from 'zod';
import type { Learned } from '../../domain/learned.ts';
import { isMask } from '../../domain/mask.ts';
import { NO_NOISE, type NoiseReport } from '../../domain/noise.ts';

const count = z.int().nonnegative();
const kind = z.enum(['missing', 'extra', 'type', 'value', 'order', 'class', 'identity', 'failed']);
const Contrast = z.object({ candidateOnly: count, legacyOnly: count, both: count, firstAt: z.number().nullable() });

const NoisyField = z.object({
  route: z.string(),
  path: z.string(),
  kind,
  differs: Contrast,
  varies: Contrast,
  probed: count,
  probedNoisy: count,
  pairs: count,
  holds: z.record(z.string(), count),
  values: z.array(z.string().max(40)).max(8).nullable(),
});

/** {@link NoiseReport} as a proxy answers it; one of an earlier release has learned nothing. */
export const NoiseReportSchema: z.ZodType<NoiseReport> = z.object({ asks: z.boolean(), samples: z.record(z.string(), count), fields: z.array(NoisyField).max(2_000) }).default(() => structuredClone(NO_NOISE) as never);

const on = { path: z.string(), pairs: count, routes: z.array(z.string()) };

/** {@link Learned} as a journal has it. */
export const LearnedSchema: z.ZodType<Learned> = z.object({
  proposals: z.array(
    z.discriminatedUnion('propose', [
      z.object({ ...on, propose: z.literal('mask'), mask: z.string().refine(isMask, 'is no mask') }),
      z.object({ ...on, propose: z.literal('unordered') }),
      z.object({ ...on, propose: z.literal('nothing'), because: z.string() }),
    ]),
  ),
  findings: z.array(z.object({ finding: z.enum(['differs', 'steady']), route: z.string(), path: z.string(), kind, for: count, against: count, samples: count })),
});
