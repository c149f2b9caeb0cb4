import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Action, Forward } from '../model.ts';
import { QUOTAS } from '../quotas.ts';
import { find, unsupported } from '../refusals.ts';
import { loadBalancersUsing, rulesOfLoadBalancer, targetGroupsOf, type Store } from '../store.ts';

/** Refuses an action that names a target group which is not there, is another load balancer's, whose stickiness the action does not match, or for which there is no room. */
export function requireTargets(control: Control, action: Action, loadBalancerArn: string): void {
  if (action.kind !== 'forward') return;
  const { store } = control;
  for (const { arn } of action.targetGroups) {
    find(store.targetGroups, 'target group', arn);
    const others = loadBalancersUsing(store, arn).filter((using) => using !== loadBalancerArn);
    if (others.length > 0) throw new AwsError('TargetGroupAssociationLimit', `The following target groups cannot be associated with more than one load balancer: '${arn}'`);
  }
  requireGroupStickiness(store, action);
  requireRoomForTargets(control, loadBalancerArn, action.targetGroups.map(({ arn }) => arn), 0);
}

/** A client bound to a target must first be bound to its group. */
export function requireGroupStickiness(store: Store, { targetGroups, stickySeconds }: Forward): void {
  if (stickySeconds > 0 || targetGroups.length < 2) return;
  if (targetGroups.some(({ arn }) => store.targetGroups.get(arn)?.attributes['stickiness.enabled'] === 'true')) {
    throw unsupported('You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups');
  }
}

/** Refuses more target groups, or more targets, than a load balancer may have. */
export function requireRoomForTargets({ store, plane }: Control, loadBalancerArn: string, moreTargetGroups: readonly string[], moreTargets: number): void {
  const groups = new Set([...rulesOfLoadBalancer(store, loadBalancerArn).flatMap(targetGroupsOf), ...moreTargetGroups]);
  if (groups.size > QUOTAS.targetGroupsPerLoadBalancer) {
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `You have reached the maximum number of unique target groups that you can associate with a load balancer of type 'application': [${QUOTAS.targetGroupsPerLoadBalancer}]`,
    );
  }
  const targets = [...groups].reduce((sum, arn) => sum + (plane.pool(arn)?.targets.size ?? 0), moreTargets);
  if (targets > QUOTAS.targetsPerLoadBalancer) throw new AwsError('TooManyTargets', 'You have reached the maximum number of targets on the load balancer');
}
