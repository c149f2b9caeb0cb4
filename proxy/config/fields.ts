import { z } from 'zod';
import { addressProblem } from '../forwarding/upstream-address.ts';

/** What settings are made of. Values come from the environment, so all of them are text at first. */
export const port = (byDefault: number) => z.coerce.number().int().min(0).max(65_535).default(byDefault);
export const milliseconds = (byDefault: number) => z.coerce.number().int().min(1).max(86_400_000).default(byDefault);
export const upstream = z.string().superRefine((text, context) => addIssue(context, addressProblem(text)));
export const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not the name of a cookie or header');

/** For a setting that is JSON: `z.string().transform(parseJson).pipe(shape)`. */
export function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    addIssue(context, 'is not JSON');
    return z.NEVER;
  }
}

export function addIssue(context: z.RefinementCtx, message: string | undefined): void {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}

/** The values of a table of settings, as read. */
export type Read<Settings extends z.ZodRawShape> = z.output<z.ZodObject<Settings>>;
