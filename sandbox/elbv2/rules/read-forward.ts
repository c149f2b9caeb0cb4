import type { Action as WireAction, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Forward, WeightedTargetGroup } from '../model.ts';
import { QUOTAS } from '../quotas.ts';
import { inRange, invalid } from '../refusals.ts';

export function readForward({ TargetGroupArn, ForwardConfig }: WireAction): Forward {
  const targetGroups = readTargetGroups(ForwardConfig?.TargetGroups?.length ? ForwardConfig.TargetGroups : TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]);
  if (targetGroups.length === 0) throw invalid('A target group ARN must be specified');
  if (TargetGroupArn !== undefined && (targetGroups.length > 1 || targetGroups[0]?.arn !== TargetGroupArn)) {
    throw invalid('TargetGroupArn and ForwardConfig must name the same single target group when both are given');
  }
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (Enabled && DurationSeconds === undefined) throw invalid('DurationSeconds is required when target group stickiness is enabled');
  const seconds = inRange('DurationSeconds', DurationSeconds, 1, 604_800, 0);
  return { kind: 'forward', targetGroups, stickySeconds: Enabled ? seconds : 0 };
}

function readTargetGroups(tuples: readonly TargetGroupTuple[]): readonly WeightedTargetGroup[] {
  if (tuples.length > QUOTAS.targetGroupsPerAction) throw new AwsError('TooManyTargetGroups', `A forward action can have at most '${QUOTAS.targetGroupsPerAction}' target groups`);
  const groups = tuples.map(({ TargetGroupArn, Weight }) => {
    if (TargetGroupArn === undefined) throw invalid('Every target group of a forward action must have a TargetGroupArn');
    return { arn: TargetGroupArn, weight: inRange('Weight', Weight, 0, 999, 1) };
  });
  if (new Set(groups.map(({ arn }) => arn)).size < groups.length) throw invalid('The target groups of a forward action must be unique');
  return groups;
}
