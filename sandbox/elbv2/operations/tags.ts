import type { AddTagsInput, DescribeTagsInput, DescribeTagsOutput, RemoveTagsInput, Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import { find, invalid } from '../refusals.ts';
import type { Store } from '../store.ts';

const MAX_TAGS = 50;
const MAX_ARNS = 20;

export function addTags({ store }: Control, { ResourceArns = [], Tags = [] }: AddTagsInput): object {
  const added = readTags(Tags);
  const merged = ResourceArns.map((arn) => [requireResource(store, arn), new Map([...(store.tags.get(arn) ?? []), ...added])] as const);
  if (merged.some(([, tags]) => tags.size > MAX_TAGS)) throw tooMany();
  for (const [arn, tags] of merged) store.tags.set(arn, tags);
  return {};
}

export function removeTags({ store }: Control, { ResourceArns = [], TagKeys = [] }: RemoveTagsInput): object {
  for (const arn of ResourceArns) requireResource(store, arn);
  for (const arn of ResourceArns) store.tags.set(arn, new Map([...(store.tags.get(arn) ?? [])].filter(([key]) => !TagKeys.includes(key))));
  return {};
}

export function describeTags({ store }: Control, { ResourceArns = [] }: DescribeTagsInput): DescribeTagsOutput {
  if (ResourceArns.length === 0 || ResourceArns.length > MAX_ARNS) throw invalid(`The number of resource ARNs must be between 1 and ${MAX_ARNS}`);
  return {
    TagDescriptions: ResourceArns.map((arn) => ({
      ResourceArn: requireResource(store, arn),
      Tags: [...(store.tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

/** The tags a resource is created with; refused before anything is created. */
export function readTags(tags: readonly Tag[] | undefined): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags ?? []) {
    if (Key.length === 0 || Key.length > 128 || Value.length > 256) throw invalid(`Tag key '${Key}' must have 1 to 128 characters, its value at most 256`);
    if (Key.toLowerCase().startsWith('aws:')) throw invalid(`Tag key '${Key}' cannot begin with 'aws:'`);
    if (read.has(Key)) throw new AwsError('DuplicateTagKeys', `Tag key '${Key}' is given more than once`);
    read.set(Key, Value);
  }
  if (read.size > MAX_TAGS) throw tooMany();
  return read;
}

function requireResource({ loadBalancers, targetGroups, listeners, rules }: Store, arn: string): string {
  if (arn.includes(':listener-rule/')) find(rules, 'rule', arn);
  else if (arn.includes(':listener/')) find(listeners, 'listener', arn);
  else if (arn.includes(':targetgroup/')) find(targetGroups, 'target group', arn);
  else find(loadBalancers, 'load balancer', arn);
  return arn;
}

function tooMany(): AwsError {
  return new AwsError('TooManyTags', `A resource can have at most '${MAX_TAGS}' tags`);
}
