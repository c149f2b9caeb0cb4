import { isDeepStrictEqual } from 'node:util';
import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DeleteTargetGroupInput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupInput,
  ModifyTargetGroupOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { TargetGroup } from '../model.ts';
import { pageOf } from '../page.ts';
import { QUOTAS } from '../quotas.ts';
import { find, invalid, requireArn, requireName } from '../refusals.ts';
import { loadBalancersUsing, type Store } from '../store.ts';
import { readTags } from '../tags/read-tags.ts';
import { initialAttributes } from './attributes.ts';
import { defaultHealthCheck, readHealthCheck } from './read-health-check.ts';
import { readReach } from './read-reach.ts';
import { showTargetGroup } from './show-target-group.ts';

/** Created again with the same settings, a target group is returned as it is. */
export function createTargetGroup({ store, arns, plane }: Control, input: CreateTargetGroupInput): CreateTargetGroupOutput {
  const name = input.Name ?? '';
  requireName('Target group', name);
  const reach = readReach(input);
  const healthCheck = readHealthCheck(input, defaultHealthCheck(reach), reach);
  const tags = readTags(input.Tags);

  const existing = [...store.targetGroups.values()].find((each) => each.name === name);
  if (existing) {
    const same = isDeepStrictEqual([existing.reach, existing.healthCheck], [reach, healthCheck]);
    if (!same) throw new AwsError('DuplicateTargetGroupName', `A target group with the same name '${name}' exists, but with different settings`);
    return { TargetGroups: [showTargetGroup(store, existing)] };
  }
  if (store.targetGroups.size >= QUOTAS.targetGroups) throw new AwsError('TooManyTargetGroups', 'You have reached the maximum number of target groups');
  const created: TargetGroup = { arn: arns.targetGroup(name), name, reach, healthCheck, attributes: initialAttributes(reach) };
  store.targetGroups.set(created.arn, created);
  store.tags.set(created.arn, tags);
  plane.apply();
  return { TargetGroups: [showTargetGroup(store, created)] };
}

export function describeTargetGroups({ store }: Control, input: DescribeTargetGroupsInput): DescribeTargetGroupsOutput {
  const { items, NextMarker } = pageOf(select(store, input), input);
  return { TargetGroups: items.map((each) => showTargetGroup(store, each)), NextMarker };
}

function select(store: Store, { LoadBalancerArn, TargetGroupArns = [], Names = [] }: DescribeTargetGroupsInput): readonly TargetGroup[] {
  const all = [...store.targetGroups.values()];
  if ([LoadBalancerArn !== undefined, TargetGroupArns.length > 0, Names.length > 0].filter(Boolean).length > 1) {
    throw invalid('Only one of LoadBalancerArn, TargetGroupArns and Names can be specified');
  }
  if (LoadBalancerArn !== undefined) {
    const { arn } = find(store.loadBalancers, 'load balancer', LoadBalancerArn);
    return all.filter((group) => loadBalancersUsing(store, group.arn).includes(arn));
  }
  if (TargetGroupArns.length > 0) return TargetGroupArns.map((arn) => find(store.targetGroups, 'target group', arn));
  return Names.length === 0 ? all : Names.map((name) => requireNamed(all, name));
}

function requireNamed(all: readonly TargetGroup[], name: string): TargetGroup {
  const found = all.find((each) => each.name === name);
  if (!found) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

/** Only the health check can be changed. */
export function modifyTargetGroup({ store, plane }: Control, input: ModifyTargetGroupInput): ModifyTargetGroupOutput {
  const group = find(store.targetGroups, 'target group', input.TargetGroupArn ?? '');
  const changed: TargetGroup = { ...group, healthCheck: readHealthCheck(input, group.healthCheck, group.reach) };
  store.targetGroups.set(group.arn, changed);
  plane.apply();
  return { TargetGroups: [showTargetGroup(store, changed)] };
}

/** One that is gone already is fine. */
export function deleteTargetGroup({ store, plane }: Control, { TargetGroupArn: arn = '' }: DeleteTargetGroupInput): object {
  requireArn('target group', arn);
  if (loadBalancersUsing(store, arn).length > 0) throw new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
  store.targetGroups.delete(arn);
  store.tags.delete(arn);
  plane.apply();
  return {};
}
