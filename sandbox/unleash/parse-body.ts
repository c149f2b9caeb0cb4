import { z } from 'zod';
import { badBody, type Detail } from './unleash-error.ts';

/** Unleash takes numbers and booleans for text. */
export const text = z.preprocess((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value), z.string());

/** A time as Unleash takes it: an ISO date or epoch milliseconds. Gives epoch milliseconds. */
export const time = z.union([z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso)), z.number()]);

/** The value as its schema has it, without members that are not set. `place` is where it stood in the request; empty for what a patch made. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, place = '/body'): Defined<z.infer<T>> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw badBody(error.issues.map((issue) => detail(issue, value, place)), place !== '');
  return data as Defined<z.infer<T>>;
}

function detail(issue: z.core.$ZodIssue, body: unknown, root: string): Detail {
  const path = [root, ...issue.path].join('/');
  const sent = issue.path.reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined), body);
  if (sent === undefined && issue.path.length > 0) return { path, message: `The \`${path}\` property is required. It was not present on the data you sent.` };
  if (issue.code === 'invalid_value') {
    const name = String(issue.path.at(-1));
    const allowed = issue.values.map((each) => `"${String(each)}"`).join(', ');
    return { path: name, message: `The \`${name}\` property must be equal to one of the allowed values: ${allowed}. You provided ${said(sent)}, which is not valid. Please use one of the allowed values instead..` };
  }
  return { path, message: `The \`${path}\` property must be ${wanted(issue)}. You sent ${said(sent)}.` };
}

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected === 'record' ? 'object' : issue.expected;
  if (issue.code === 'too_big') return issue.origin === 'string' ? `no longer than ${issue.maximum} characters` : `<= ${issue.maximum}`;
  if (issue.code === 'too_small') return `>= ${issue.minimum}`;
  return issue.message;
}

/** The value as JSON, where it is not too deep to be written. */
function said(sent: unknown): string {
  try {
    return (JSON.stringify(sent) ?? 'undefined').slice(0, 500);
  } catch {
    return 'something very deep';
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Zod leaves out what was not sent; its types say `undefined`. */
export type Defined<T> = T extends readonly (infer Item)[] ? Defined<Item>[] : T extends object ? { [K in keyof T]: Defined<Exclude<T[K], undefined>> } : T;
