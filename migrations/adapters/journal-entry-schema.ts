import { z } from 'zod';
import type { GateName } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { GroupCountersSchema } from './counters-schema.ts';
import { LearnedSchema } from './noise-report-schema.ts';
import { DifferencesByProxySchema } from './proxy-report-schema.ts';

const GATES = ['parity', 'error-rate', 'latency', 'sample-ratio', 'target-health', 'approval', 'parity-watch', 'error-watch', 'soak', 'quiet', 'backfilled', 'lag', 'data-verified', 'hold', 'window', 'after', 'revision', 'retire'] as const satisfies readonly GateName[];

const Verdict = z.object({
  gate: z.union([z.enum(GATES), z.templateLiteral(['check:', z.string().min(1)])]),
  state: z.enum(['open', 'held', 'failed']),
  because: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

const Mark = z.object({ at: z.number(), proxies: z.record(z.string(), GroupCountersSchema), slowAboveMs: z.number().nullable() });

const header = { at: z.iso.datetime({ offset: true }), who: z.string(), why: z.string() };
const stop = z.string().min(1);
const ms = z.number().nonnegative().nullable();
const differences = { differences: z.exactOptional(DifferencesByProxySchema), learned: z.exactOptional(LearnedSchema) };

/** {@link JournalEntry} as a file holds it. */
export const JournalEntrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('kind', [
  z.object({ ...header, kind: z.literal('moved'), how: z.enum(['advance', 'roll-back']), from: stop, to: stop, verdicts: z.array(Verdict), mark: Mark, ...differences }),
  z.object({ ...header, kind: z.literal('intent'), stop, changes: z.array(z.string()) }),
  z.object({ ...header, kind: z.literal('outcome'), stop, left: z.array(z.string()), of: z.int().nonnegative().exactOptional(), pause: z.exactOptional(z.object({ at: z.number(), ms: z.number() })) }),
  z.object({ ...header, kind: z.literal('verdict'), stop, verdicts: z.array(Verdict), ...differences }),
  z.object({ ...header, kind: z.literal('stood'), stop, revision: z.object({ revision: z.string(), fingerprint: z.string(), image: z.string(), health: z.string() }), mark: Mark }),
  z.object({ ...header, kind: z.literal('fell'), stop, fingerprint: z.string(), image: z.string() }),
  z.object({ ...header, kind: z.literal('vacated'), stop, deployment: z.string() }),
  z.object({ ...header, kind: z.literal(['approved', 'held', 'resumed']), stop }),
  z.object({ ...header, kind: z.literal('timed'), stop, overrideMs: ms, flagMs: ms, ruleMs: ms, lastRequestMs: ms, lastRequest: z.string() }),
]);
