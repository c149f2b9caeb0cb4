import type { NormalizedSchema } from '@smithy/core/schema';
import { CommonError } from './common-error.ts';
import type { ServiceModel } from './service-models.ts';

/**
 * The input that `value` (parsed JSON or CBOR) stands for: timestamps become `Date`, members that AWS does not know are left out, `null` is absent.
 * Refuses a value of another type than the member's, and a required member that is missing.
 */
export function readShape(schema: NormalizedSchema, value: unknown, model: ServiceModel, path = ''): unknown {
  if (schema.isStructSchema()) return readStruct(schema, value, model, path);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrongType(path, 'a list', value);
    return value.map((each, index) => readShape(schema.getValueSchema(), each, model, `${path}[${index}]`));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) throw wrongType(path, 'a map', value);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, readShape(schema.getValueSchema(), each, model, `${path}.${key}`)]));
  }
  if (schema.isTimestampSchema()) {
    const date = typeof value === 'number' ? new Date(value * 1_000) : value;
    if (!(date instanceof Date) || Number.isNaN(date.getTime())) throw wrongType(path, 'a timestamp', value);
    return date;
  }
  if (schema.isStringSchema()) return requireType(path, 'string', value);
  if (schema.isNumericSchema()) return requireNumber(path, value, model);
  if (schema.isBooleanSchema()) return requireType(path, 'boolean', value);
  return value;
}

function readStruct(schema: NormalizedSchema, value: unknown, model: ServiceModel, path: string): Record<string, unknown> {
  if (!isObject(value)) throw wrongType(path, 'a structure', value);
  const read: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined && given !== null) read[name] = readShape(member, given, model, path === '' ? name : `${path}.${name}`);
  }
  requireMembers(schema, read, model, path);
  return read;
}

/** Refuses a structure that lacks one of its required members. */
export function requireMembers(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>, model: ServiceModel, path: string): void {
  for (const name of requiredMembers(schema)) {
    if (value[name] === undefined) throw model.missingMember(path === '' ? name : `${path}.${name}`);
  }
}

/** A structure's schema lists its required members first, and says how many there are. */
function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const [, , , , names, , required] = schema.getSchema() as unknown as readonly [number, string, string, unknown, readonly string[], unknown, number?];
  return names.slice(0, required ?? 0);
}

function requireType(path: string, type: 'string' | 'boolean', value: unknown): unknown {
  if (typeof value !== type) throw wrongType(path, `a ${type}`, value);
  return value;
}

function requireNumber(path: string, value: unknown, model: ServiceModel): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(path, 'a number', value);
  requireWhole(path, value, model);
  return value;
}

const MAX_INTEGER = 2 ** 31 - 1;

/** Refuses a fraction, or what 32 bits do not hold, where the member does not take fractions. No member here is a long that needs more. */
export function requireWhole(path: string, value: number, { fractions }: ServiceModel): void {
  const member = path.replaceAll(/\[\d+\]|\.member\.\d+/g, '').split('.').at(-1) ?? '';
  if (fractions.has(member) || (Number.isInteger(value) && Math.abs(value) <= MAX_INTEGER)) return;
  throw new CommonError('malformed', `${path} must be a whole number of at most 32 bits.`);
}

function wrongType(path: string, expected: string, value: unknown): CommonError {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return new CommonError('malformed', `${path === '' ? 'The request body' : path} must be ${expected}, not ${got}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
