import { z } from 'zod';
import { headerRewriteProblem, HOOK_FILE, pathRewriteProblem } from '../../domain/rewrite.ts';

const removing = { remove: z.array(z.string().min(1)).default([]), rename: z.record(z.string(), z.string().min(1)).default({}) };
const names = z.strictObject({ ...removing, set: z.record(z.string(), z.string()).default({}) });
const headers = names.superRefine(({ remove, rename, set }, context) => {
  for (const name of [...remove, ...Object.entries(rename).flat(), ...Object.keys(set)]) {
    const problem = headerRewriteProblem(name);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  }
});
const paths = z
  .record(z.string(), z.string())
  .transform((record) => Object.entries(record).map(([from, to]) => ({ from, to })))
  .superRefine((all, context) => {
    for (const each of all) {
      const problem = pathRewriteProblem(each);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }
  });

/** The form of a migration's `rewrite`, with all that it leaves out. */
export const rewriteSchema = z.strictObject({
  request: z.strictObject({ paths: paths.prefault({}), query: names.prefault({}), headers: headers.prefault({}), cookies: names.prefault({}) }).prefault({}),
  answer: z.strictObject({ headers: headers.prefault({}), cookies: z.strictObject(removing).prefault({}) }).prefault({}),
  hook: z.string().regex(HOOK_FILE, 'is not the name of a file such as catalog.ts').optional().transform((file) => file ?? null),
});
