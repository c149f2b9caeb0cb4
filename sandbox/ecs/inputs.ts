import { z } from 'zod';
import { operation } from '../json-api/operation.ts';
import { page, type Page } from '../json-api/page.ts';
import { MAX_TAGS, tagFault, type Tags } from '../json-api/tags.ts';
import type { Operation } from '../wire/service.ts';
import { invalidParameter } from './errors.ts';

/** Members that many inputs share. */
export const clusterReference = z.string().min(1).default('default');
export const resourceName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'must have 1 to 255 letters, digits, hyphens and underscores');
export const tagList = z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]);
export const nextToken = z.string().optional();
export const pageSize = (fallback: number, most = 100) => z.number().int().min(1).max(most).default(fallback);
export const include = z.array(z.string()).default([]);
export const keyValuePairs = z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]);

/** An operation of ECS: unfit input is `InvalidParameterException`. */
export function ecsOperation<S extends z.ZodType>(schema: S, handle: (input: z.output<S>) => unknown): Operation {
  return operation(schema, invalidParameter, handle);
}

/** The tags of a request, refused where they are not allowed. */
export function readTags(list: z.output<typeof tagList>): Tags {
  const tags = new Map(list.map(({ key, value }) => [key, value]));
  const fault = tags.size > MAX_TAGS ? `A resource can have at most ${MAX_TAGS} tags.` : tagFault(tags);
  if (fault !== undefined) throw invalidParameter(fault);
  return tags;
}

export function tagOutput(tags: Tags): readonly { readonly key: string; readonly value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** The last part of an ARN; a name stays as it is. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** One page; a token that is none is refused. */
export function pageOf<T>(...parameters: Parameters<typeof page<T>>): Page<T> {
  const cut = page(...parameters);
  if (cut === undefined) throw invalidParameter('Invalid token.');
  return cut;
}

/** The items found, and for the others the failures that ECS lists beside them. */
export function partition<T>(references: readonly string[], find: (reference: string) => T | undefined, arnOf: (reference: string) => string): { readonly found: readonly T[]; readonly failures: readonly Failure[] } {
  const looked = references.map((reference) => ({ reference, item: find(reference) }));
  return {
    found: looked.flatMap(({ item }) => (item === undefined ? [] : [item])),
    failures: looked.filter(({ item }) => item === undefined).map(({ reference }) => ({ arn: reference.startsWith('arn:') ? reference : arnOf(reference), reason: 'MISSING' })),
  };
}

export interface Failure {
  readonly arn: string;
  readonly reason: string;
  readonly detail?: string;
}
