import { z } from 'zod';
import type { Check, Gate } from '../../domain/gate.ts';
import { durationSchema } from './duration-schema.ts';

const share = z.number().gt(0).lt(1);
const confidence = z.number().min(0.5).lt(1).default(0.95);
const atLeast = durationSchema.default(0);

/** A check is shown and journalled by its name. */
const CHECK_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,59}$/u;

const gate = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('parity'), mismatchBelow: share, confidence, atLeast }),
    z.strictObject({ kind: z.literal('error-rate'), margin: share, confidence, atLeast }),
    z.strictObject({ kind: z.literal('latency'), margin: share, confidence, atLeast }),
    z.strictObject({ kind: z.literal('sample-ratio'), within: share.default(0.25), confidence, atLeast }),
    z.strictObject({ kind: z.literal('target-health'), atLeast: z.int().min(1) }),
    z.strictObject({ kind: z.literal('approval') }),
    z.strictObject({
      kind: z.literal('check'),
      name: z.string().regex(CHECK_NAME, 'takes up to 60 letters, digits, spaces, "_", "." and "-", beginning with a letter or a digit'),
      ask: z.custom<Check>((value) => typeof value === 'function', 'must be a function'),
      timeout: durationSchema.refine((ms) => ms >= 1 && ms <= 600_000, 'must be between 1ms and 10m').default(10_000),
    }),
  ])
  .transform((parsed): Gate => {
    switch (parsed.kind) {
      case 'target-health':
      case 'approval':
        return parsed;
      case 'check': {
        const { timeout, ...rest } = parsed;
        return { ...rest, timeoutMs: timeout };
      }
      case 'parity':
      case 'error-rate':
      case 'latency':
      case 'sample-ratio': {
        const { atLeast: atLeastMs, ...rest } = parsed;
        return { ...rest, atLeastMs };
      }
    }
  });

export const gatesSchema = z.array(gate).default([]);

/** What ends the shadow: one gate, or several. */
export const untilSchema = z.union([gate.transform((one) => [one]), z.array(gate).min(1)]);

/** What is wrong with a step's gates as a whole: gates that could never open there, and checks that nobody could tell apart. */
export function gateProblems(step: { readonly kind: string; readonly percents?: readonly number[]; readonly gates?: readonly Gate[]; readonly until?: readonly Gate[] }): readonly string[] {
  const gates = step.until ?? step.gates ?? [];
  const kinds = new Set(gates.map(({ kind }) => kind));
  const problems: string[] = [];
  if (step.kind === 'weight' && step.percents?.at(-1) === 100 && kinds.has('latency')) {
    problems.push('latency() compares callers who come through the proxy; at weight 100 there are none, and it would hold for ever');
  }
  if (step.kind === 'shadow' && kinds.has('latency')) problems.push('latency() compares callers whom the candidate answers; while requests are only copied there are none, and it would hold for ever');
  if (step.kind === 'shadow' && kinds.has('sample-ratio')) problems.push('sampleRatio() compares how callers are split; while requests are only copied there is no split, and it would hold for ever');
  const names = gates.flatMap((each) => (each.kind === 'check' ? [each.name] : []));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) problems.push(`two checks are named "${twice}"; a verdict must tell which it is of`);
  return problems;
}
