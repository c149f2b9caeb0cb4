import { z } from 'zod';
import { adoptionProblem, type Copying } from '../../domain/copying.ts';
import type { RedactionRules } from '../../domain/redaction.ts';
import { patternProblem } from '../../domain/route-group.ts';
import { durationSchema } from './duration-schema.ts';

const patterns = z.array(
  z.string().superRefine((text, context) => {
    const problem = patternProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  }),
);

const adopt = z
  .record(z.string(), z.string())
  .refine((places) => Object.keys(places).length > 0, 'names no id that legacy gives')
  .superRefine((places, context) => {
    for (const [to, from] of Object.entries(places)) {
      const problem = adoptionProblem(to, from);
      if (problem) context.addIssue({ code: 'custom', path: [to], message: problem });
    }
  });

/** What is done with requests that change something. */
export const writesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dry-run') }),
  z.strictObject({ kind: z.literal('isolated-store'), store: z.string().regex(/^[\w.-]{1,64}$/, 'takes up to 64 letters, digits, "_", "." and "-"') }),
  z.strictObject({ kind: z.literal('response-replay'), adopt }),
  z.strictObject({ kind: z.literal('next-read'), settle: durationSchema.default(2_000) }).transform(({ settle, ...rest }) => ({ ...rest, settleMs: settle })),
]);

const safePatterns = patterns.refine((all) => all.every((text) => /^(?:GET|HEAD) /.test(text)), 'takes only patterns with GET or HEAD: what changes something and is never copied by itself is never copied');

export const copyingFields = { writes: writesSchema.optional(), never: patterns.default([]), harmless: safePatterns.default([]) };

/** `undefined` where a file says nothing of it: then nothing is said to the proxies either. */
export function copyingOf(step: z.output<z.ZodObject<typeof copyingFields>> | undefined): Copying | undefined {
  if (!step || (!step.writes && step.never.length === 0 && step.harmless.length === 0)) return undefined;
  return { ...(step.writes && { writes: step.writes }), never: step.never, harmless: step.harmless };
}

const texts = z.array(z.string().min(2, 'is too short to tell anything apart').max(128)).max(200).default([]);

export const redactSchema = z.strictObject({ names: texts, values: texts.refine((all) => all.every((text) => /[^*?]/.test(text)), 'has one that every value matches'), paths: texts, shown: texts }) satisfies z.ZodType<RedactionRules>;
