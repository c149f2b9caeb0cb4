import type { z } from 'zod';

/** Where a value first departs from its schema, and how: `groups.catalog.fallbacks: expected number`. */
export function firstProblem({ issues: [issue] }: z.ZodError): string {
  if (!issue) return 'it has another form';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
