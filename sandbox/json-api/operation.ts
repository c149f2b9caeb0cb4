import type { z } from 'zod';
import { type AwsError, type Operation } from '../wire/service.ts';

/** An operation whose input is checked against `schema` first; what does not fit is refused in the service's own code. Members that the schema does not name are ignored, as AWS does. */
export function operation<S extends z.ZodType>(schema: S, refuse: (message: string) => AwsError, handle: (input: z.output<S>) => unknown): Operation {
  return (input: unknown) => {
    const parsed = schema.safeParse(withoutNulls(input ?? {}));
    if (!parsed.success) throw refuse(parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; '));
    return handle(parsed.data);
  };
}

/** AWS reads `null` as absent, at every depth. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
