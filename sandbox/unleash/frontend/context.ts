import { z } from 'zod';
import { parse, text } from '../parse-body.ts';

/** Who asks, and from where. */
export interface Context {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly remoteAddress?: string;
  readonly environment?: string;
  readonly appName?: string;
  readonly currentTime?: string;
  readonly properties: Readonly<Record<string, string>>;
}

const FIELDS = ['userId', 'sessionId', 'remoteAddress', 'environment', 'appName', 'currentTime'] as const;
const ContextBody = z.looseObject({ ...Object.fromEntries(FIELDS.map((field) => [field, text.nullish()])), properties: z.record(z.string(), text.nullable()).nullish() });

/** Of a request: query or body have the fields; those that Unleash does not know are properties, as is `properties[region]`. */
export function toContext(source: unknown): Context {
  const { properties, ...fields } = parse(ContextBody, source ?? {}) as Record<string, unknown> & { properties?: Record<string, string | null> | null };
  const entries = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const known = entries.filter(([key]) => (FIELDS as readonly string[]).includes(key));
  const others = entries.filter(([key]) => !(FIELDS as readonly string[]).includes(key)).map(([key, value]) => [/^properties\[(.+)\]$/.exec(key)?.[1] ?? key, value]);
  return { ...Object.fromEntries(known), properties: Object.fromEntries([...others, ...Object.entries(properties ?? {}).filter(([, value]) => value !== null)]) as Record<string, string> };
}

/** A field of the context by name. */
export function fieldOf(context: Context, name: string): string | undefined {
  const known = FIELDS.find((field) => field === name);
  if (known && context[known] !== undefined) return context[known];
  return Object.hasOwn(context.properties, name) ? context.properties[name] : undefined;
}
