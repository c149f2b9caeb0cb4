import type { AddTagsInput, DescribeTagsInput, DescribeTagsOutput, RemoveTagsInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from '../control.ts';
import { find, invalid } from '../refusals.ts';
import type { Store } from '../store.ts';
import { readTags, requireRoom } from './read-tags.ts';

const MAX_ARNS = 20;

/** Tags of the same key are overwritten. All resources are tagged or, where one cannot be, none. */
export function addTags({ store }: Control, { ResourceArns = [], Tags = [] }: AddTagsInput): object {
  requireArns(store, ResourceArns);
  if (Tags.length === 0) throw invalid('Tags must contain at least one tag');
  const added = readTags(Tags);
  const merged = ResourceArns.map((arn) => [arn, new Map([...(store.tags.get(arn) ?? []), ...added])] as const);
  for (const [, tags] of merged) requireRoom(tags);
  for (const [arn, tags] of merged) store.tags.set(arn, tags);
  return {};
}

export function removeTags({ store }: Control, { ResourceArns = [], TagKeys = [] }: RemoveTagsInput): object {
  requireArns(store, ResourceArns);
  for (const arn of ResourceArns) store.tags.set(arn, new Map([...(store.tags.get(arn) ?? [])].filter(([key]) => !TagKeys.includes(key))));
  return {};
}

export function describeTags({ store }: Control, { ResourceArns = [] }: DescribeTagsInput): DescribeTagsOutput {
  requireArns(store, ResourceArns);
  return { TagDescriptions: ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [...(store.tags.get(ResourceArn) ?? [])].map(([Key, Value]) => ({ Key, Value })) })) };
}

function requireArns({ loadBalancers, targetGroups, listeners, rules }: Store, arns: readonly string[]): void {
  if (arns.length === 0 || arns.length > MAX_ARNS) throw invalid(`The number of resource ARNs must be between 1 and ${MAX_ARNS}`);
  for (const arn of arns) {
    if (arn.includes(':listener-rule/')) find(rules, 'rule', arn);
    else if (arn.includes(':listener/')) find(listeners, 'listener', arn);
    else if (arn.includes(':targetgroup/')) find(targetGroups, 'target group', arn);
    else find(loadBalancers, 'load balancer', arn);
  }
}
