import { z } from 'zod';
import { NO_CALLERS, NOTHING_COMPARED, type GroupCounters } from '../../domain/counters.ts';

const count = z.number().nonnegative();
const instant = z.number().nullable();

const Served = z.object({
  requests: count,
  errors: count,
  sessions: count,
  sessionErrors: count,
  latency: z.record(z.string().regex(/^-?\d{1,4}$/), count),
});

/** Reasons for dropping that this release does not know are kept, those it does not find are 0: proxies and journals outlive a release. */
const Dropped = z.record(z.string().regex(/^[a-z-]{1,40}$/), count).transform((dropped) => ({ ...NOTHING_COMPARED.dropped, ...dropped }));

const PairedFailures = z.object({ legacyOnly: count, candidateOnly: count, both: count });
const RecentSessions = z.object({ sessions: count, differing: count, legacyOnly: count, candidateOnly: count });

/** What an earlier release did not count yet is 0. */
const Comparisons = z.object({
  compared: count,
  differing: count,
  failed: count,
  sessions: count,
  sessionDiffering: count,
  sessionFailures: PairedFailures.default(NOTHING_COMPARED.sessionFailures),
  recent: z.record(z.string().regex(/^\d{1,9}$/), RecentSessions).default({}),
  dropped: Dropped,
});

/** {@link GroupCounters} as JSON from elsewhere. */
export const GroupCountersSchema = z.object({
  legacy: Served,
  candidate: Served,
  fallbacks: count,
  comparisons: Comparisons,
  callers: z.object({ letIn: count, leftOut: count, wentBack: count }).default(NO_CALLERS),
  lastLegacyAt: instant,
  lastCandidateAt: instant,
}) satisfies z.ZodType<GroupCounters>;
