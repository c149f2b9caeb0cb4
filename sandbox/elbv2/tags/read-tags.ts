import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import { QUOTAS } from '../quotas.ts';
import { invalid } from '../refusals.ts';

/** The tags a resource is created with; refused before anything is created. */
export function readTags(tags: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags ?? []) {
    requireText('key', Key, 1, 128);
    requireText('value', Value, 0, 256);
    if (Key.toLowerCase().startsWith('aws:')) throw invalid(`Tag key '${Key}' cannot begin with 'aws:'`);
    if (read.has(Key)) throw new AwsError('DuplicateTagKeys', `Tag key '${Key}' is given more than once`);
    read.set(Key, Value);
  }
  requireRoom(read);
  return read;
}

export function requireRoom(tags: ReadonlyMap<string, string>): void {
  if (tags.size > QUOTAS.tagsPerResource) throw new AwsError('TooManyTags', `A resource can have at most '${QUOTAS.tagsPerResource}' tags`);
}

/** Letters, digits and spaces of any script, and `_.:/=+-@`. */
function requireText(what: 'key' | 'value', text: string, least: number, most: number): void {
  if (text.length < least || text.length > most) throw invalid(`Tag ${what} '${text}' must have ${least} to ${most} characters`);
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)) throw invalid(`Tag ${what} '${text}' can only contain letters, digits, spaces and _.:/=+-@`);
}
