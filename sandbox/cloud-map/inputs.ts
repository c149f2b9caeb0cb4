import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operation } from '../json-api/operation.ts';
import { page, type Page } from '../json-api/page.ts';
import { MAX_TAGS, tagFault, type Tags } from '../json-api/tags.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, resourceNotFound, tooManyTags } from './errors.ts';

/** Members that many inputs share. */
export const description = z.string().max(1024);
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

/** One page; a token that is none is refused. */
export function pageOf<T>(...parameters: Parameters<typeof page<T>>): Page<T> {
  const cut = page(...parameters);
  if (cut === undefined) throw invalidInput('NextToken is invalid.');
  return cut;
}
