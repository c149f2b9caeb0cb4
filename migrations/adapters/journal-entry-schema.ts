import { z } from 'zod';
import type { GateName } from '../../domain/gate.ts';
import type { JournalEntry } from '../../domain/journal-entry.ts';
import { GroupCountersSchema } from './counters-schema.ts';

const GATES = ['parity', 'error-rate', 'latency', 'sample-ratio', 'target-health', 'approval', 'parity-watch', 'error-watch', 'soak', 'quiet'] as const satisfies readonly GateName[];

const Verdict = z.object({
  gate: z.union([z.enum(GATES), z.templateLiteral(['check:', z.string().min(1)])]),
  state: z.enum(['open', 'held', 'failed']),
  because: z.string(),
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

const Mark = z.object({ at: z.number(), proxies: z.record(z.string(), GroupCountersSchema), slowAboveMs: z.number().nullable() });

const header = { at: z.iso.datetime({ offset: true }), who: z.string(), why: z.string() };
const stop = z.string().min(1);

/** {@link JournalEntry} as a file holds it. */
export const JournalEntrySchema: z.ZodType<JournalEntry> = z.discriminatedUnion('kind', [
  z.object({ ...header, kind: z.literal('moved'), how: z.enum(['advance', 'roll-back']), from: stop, to: stop, verdicts: z.array(Verdict), mark: Mark }),
  z.object({ ...header, kind: z.literal('intent'), stop, changes: z.array(z.string()) }),
  z.object({ ...header, kind: z.literal('outcome'), stop, left: z.array(z.string()) }),
  z.object({ ...header, kind: z.literal('verdict'), stop, verdicts: z.array(Verdict) }),
  z.object({ ...header, kind: z.literal('approved'), stop }),
]);
