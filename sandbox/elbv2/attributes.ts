import type { Attributes } from './model.ts';
import { invalid } from './refusals.ts';

/** What one attribute is until somebody sets it, and what it may be set to. */
export interface Attribute {
  readonly default: string;
  readonly allows: (value: string) => boolean;
}

/** By AWS's key. */
export type AttributeTable = Readonly<Record<string, Attribute>>;

/** At most so many are changed by one call. */
const MAX_ATTRIBUTES = 20;

export function flag(usual: boolean): Attribute {
  return choice(String(usual), 'true', 'false');
}

export function choice(usual: string, ...values: readonly string[]): Attribute {
  return { default: usual, allows: (value) => value === usual || values.includes(value) };
}

/** A whole number from `least` to `most`, or one of `others`. */
export function count(usual: string, least: number, most: number, ...others: readonly string[]): Attribute {
  return { default: usual, allows: (value) => others.includes(value) || (/^\d{1,7}$/.test(value) && Number(value) >= least && Number(value) <= most) };
}

export function text(allowed: RegExp): Attribute {
  return { default: '', allows: (value) => allowed.test(value) };
}

export function defaultsOf(table: AttributeTable): Attributes {
  return Object.fromEntries(Object.entries(table).map(([key, attribute]) => [key, attribute.default]));
}

/** `was` with what is given on top; refused whole where a key or a value is not AWS's. */
export function withAttributes(
  subject: 'Load balancer' | 'Listener' | 'Target group',
  table: AttributeTable,
  was: Attributes,
  given: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Attributes {
  if (given.length === 0 || given.length > MAX_ATTRIBUTES) throw invalid(`The number of ${subject.toLowerCase()} attributes must be between 1 and ${MAX_ATTRIBUTES}`);
  const read: Record<string, string> = {};
  for (const { Key = '', Value = '' } of given) {
    const attribute = Object.hasOwn(table, Key) ? table[Key] : undefined;
    if (!attribute) throw invalid(`${subject} attribute key '${Key}' is not recognized`);
    if (Object.hasOwn(read, Key)) throw invalid(`${subject} attribute key '${Key}' is given more than once`);
    if (!attribute.allows(Value)) throw invalid(`'${Key}' cannot be '${Value}'`);
    read[Key] = Value;
  }
  return { ...was, ...read };
}

export function showAttributes(attributes: Attributes): { Key: string; Value: string }[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}
