import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operation } from '../json-api/operation.ts';
import { MAX_TAGS, tagFault, type Tags } from '../json-api/tags.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, resourceNotFound, tooManyTags } from './errors.ts';

/** Members that many inputs share. */
export const creatorRequestId = z.string().max(64).default(() => randomUUID());
export const id = z.string().min(1).max(255);
export const tagList = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
export const paging = { MaxResults: z.number().int().min(1).max(100).default(100), NextToken: z.string().optional() };

/** An operation of Cloud Map: unfit input is `InvalidInput`. */
export function cloudMapOperation<S extends z.ZodType>(schema: S, handle: (input: z.output<S>) => unknown): Operation {
  return operation(schema, invalidInput, handle);
}

/** The tags of a request, refused where they are not allowed. */
export function readTags(list: z.output<typeof tagList>, arn: string): Tags {
  const tags = new Map(list.map(({ Key, Value }) => [Key, Value]));
  if (tags.size > MAX_TAGS) throw tooManyTags(arn);
  const fault = tagFault(tags);
  if (fault !== undefined) throw invalidInput(fault);
  return tags;
}

/** Ids may be given as ARNs. */
export function idOf(idOrArn: string): string {
  return idOrArn.startsWith('arn:') ? idOrArn.slice(idOrArn.lastIndexOf('/') + 1) : idOrArn;
}

export function known<T>(found: T | undefined, arn: string): T {
  if (found === undefined) throw resourceNotFound(arn);
  return found;
}

const condition = z.enum(['EQ', 'IN', 'BEGINS_WITH', 'BETWEEN']).default('EQ');

/** Filters of a list; which names are known depends on the list. */
export function filters<N extends string>(names: readonly [N, ...N[]]) {
  return z.array(z.object({ Name: z.enum(names), Values: z.array(z.string()).min(1), Condition: condition })).default([]);
}

/** Whether a value passes all filters of its name. */
export function passes<N extends string>(list: readonly { readonly Name: N; readonly Values: readonly string[]; readonly Condition: string }[], values: Readonly<Record<N, string | undefined>>): boolean {
  return list.every(({ Name, Values, Condition }) => {
    const value = values[Name] ?? '';
    return Condition === 'BEGINS_WITH' ? Values.some((start) => value.startsWith(start)) : Values.includes(value);
  });
}
