import type { Condition, Texts } from '../model.ts';
import { QUOTAS } from '../quotas.ts';
import { invalid } from '../refusals.ts';
import { MAX_VALUE_LENGTH } from './condition-values.ts';
import { requireRegex } from './require-regex.ts';

type GivenTexts = { readonly Values?: readonly string[] | undefined; readonly RegexValues?: readonly string[] | undefined };

/** The texts of a condition, given in the field's own config or beside it; in both only where they are the same. Values or regular expressions, not both. */
export function readTexts(field: Condition['field'], beside: GivenTexts, own: GivenTexts = {}, requireValue: (value: string) => void): Texts {
  const values = once(field, beside.Values, own.Values);
  const regexes = once(field, beside.RegexValues, own.RegexValues);
  if (values.length > 0 && regexes.length > 0) throw invalid(`The condition '${field}' can have values or regular expressions, not both`);
  if (regexes.length === 0) return { values: readValues(field, values, requireValue) };
  return { values: readValues(field, regexes, (regex) => requireRegex(field, regex, MAX_VALUE_LENGTH)), syntax: 'regex' };
}

function once(field: string, beside: readonly string[] = [], own: readonly string[] = []): readonly string[] {
  if (beside.length > 0 && own.length > 0 && beside.join('\n') !== own.join('\n')) throw invalid(`The values of condition '${field}' are given twice and differ`);
  return own.length > 0 ? own : beside;
}

export function readValues(field: string, values: readonly string[] = [], requireValue: (value: string) => void): readonly string[] {
  requireCount(field, values.length);
  for (const value of values) requireValue(value);
  return values;
}

export function requireCount(field: string, count: number): void {
  if (count === 0) throw invalid(`A condition value must be specified for '${field}'`);
  if (count > QUOTAS.valuesPerCondition) throw invalid(`The condition '${field}' can only have '${QUOTAS.valuesPerCondition}' values`);
}
