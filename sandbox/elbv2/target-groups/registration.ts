import type { DeregisterTargetsInput, RegisterTargetsInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import { QUOTAS } from '../quotas.ts';
import { find, invalid } from '../refusals.ts';
import { requireRoomForTargets } from '../rules/require-targets.ts';
import { loadBalancersUsing } from '../store.ts';
import { readTarget, requireReachable } from './read-target.ts';

/** All of them or, where one cannot be, none. Those that are registered already stay as they are. */
export function registerTargets(control: Control, { TargetGroupArn = '', Targets = [] }: RegisterTargetsInput): object {
  const { store, plane } = control;
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  if (Targets.length === 0) throw invalid('Targets must contain at least one target');
  const addresses = Targets.map((target) => readTarget(target, group));
  for (const address of addresses) requireReachable(address, group);
  const pool = plane.pool(group.arn);
  const known = new Set(pool?.targets.keys());
  const after = new Set([...known, ...addresses.map(({ id, port }) => `${id}:${port}`)]);
  if (after.size > QUOTAS.targetsPerTargetGroup) throw new AwsError('TooManyTargets', 'You have reached the maximum number of targets in the target group');
  for (const arn of loadBalancersUsing(store, group.arn)) requireRoomForTargets(control, arn, [], after.size - known.size);
  for (const address of addresses) pool?.register(address);
  return {};
}

/** Targets that are not registered are fine. */
export function deregisterTargets({ store, plane }: Control, { TargetGroupArn = '', Targets = [] }: DeregisterTargetsInput): object {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  if (Targets.length === 0) throw invalid('Targets must contain at least one target');
  const addresses = Targets.map((target) => readTarget(target, group));
  for (const address of addresses) plane.pool(group.arn)?.deregister(address);
  return {};
}
