import { RE2JS } from 're2js';
import { z } from 'zod';
import { parse, text } from '../parse-body.ts';
import type { Constraint } from '../state/unleash-state.ts';
import { badBody, badData } from '../unleash-error.ts';

const LIST_OPERATORS = ['NOT_IN', 'IN', 'STR_ENDS_WITH', 'STR_STARTS_WITH', 'STR_CONTAINS'] as const;
const VALUE_OPERATORS = ['NUM_EQ', 'NUM_GT', 'NUM_GTE', 'NUM_LT', 'NUM_LTE', 'DATE_AFTER', 'DATE_BEFORE', 'SEMVER_EQ', 'SEMVER_GT', 'SEMVER_LT', 'SEMVER_GTE', 'SEMVER_LTE', 'REGEX'] as const;

/** The pattern that semver.org suggests. */
export const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

export const ConstraintBody = z.object({
  contextName: text,
  operator: z.enum([...LIST_OPERATORS, ...VALUE_OPERATORS]),
  values: z.array(text).optional(),
  value: text.optional(),
  inverted: z.boolean().optional(),
  caseInsensitive: z.boolean().optional(),
});

/** The constraint as Unleash keeps it. @throws UnleashError where the operator cannot work on its value. */
export function toConstraint(body: unknown): Constraint {
  const constraint = { ...parse(ConstraintBody, body) };
  const { operator, values = [], value } = constraint;
  if ((LIST_OPERATORS as readonly string[]).includes(operator)) {
    if (values.length === 0) throw badBody([{ message: '"value" must contain at least 1 items. You provided [].' }]);
    const empty = values.indexOf('');
    if (empty >= 0) throw badBody([{ message: `"values[${empty}]" is not allowed to be empty.` }]);
  } else if (operator === 'REGEX') checkRegex(value);
  else if (!value) throw badData('Single-value constraint operators require a non-empty value.');
  else if (operator.startsWith('SEMVER') && !SEMVER.test(value)) throw badData(`the provided value is not a valid semver format. The value provided was: ${value}`);
  else if (operator.startsWith('NUM') && !Number.isFinite(Number(value))) throw badBody([{ message: `"value" must be a number. You provided "${value}".` }]);
  else if (operator.startsWith('DATE') && !isDate(value)) throw badBody([{ message: `"value" must be a valid date. You provided "${value}".` }]);
  return { ...constraint, values };
}

/** Unleash takes numbers for dates too: epoch milliseconds. */
function isDate(value: string): boolean {
  return !Number.isNaN(Date.parse(value)) || /^\d+$/.test(value);
}

/** Of RE2's syntax: what backtracks is none. */
function checkRegex(value: string | undefined): void {
  if (!value) throw badData('the provided value is not a valid regex string.');
  try {
    RE2JS.compile(value);
  } catch (error) {
    throw badData(`the provided value is not a valid regex string. Error: ${(error as Error).message}`);
  }
}
