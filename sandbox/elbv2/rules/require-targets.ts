import { AwsError } from '../../wire/service.ts';
import type { Action, Forward } from '../model.ts';
import { find, unsupported } from '../refusals.ts';
import { listenersOf, loadBalancersUsing, targetGroupsOf, type Store } from '../store.ts';

const MAX_TARGET_GROUPS_PER_LOAD_BALANCER = 100;

/** Refuses an action that names a target group which is not there, is another load balancer's, or whose stickiness the action does not match. */
export function requireTargets(store: Store, action: Action, loadBalancerArn: string): void {
  if (action.kind !== 'forward') return;
  for (const { arn } of action.targetGroups) {
    find(store.targetGroups, 'target group', arn);
    const others = loadBalancersUsing(store, arn).filter((using) => using !== loadBalancerArn);
    if (others.length > 0) throw new AwsError('TargetGroupAssociationLimit', `The following target groups cannot be associated with more than one load balancer: '${arn}'`);
  }
  requireGroupStickiness(store, action);
  const used = new Set([...store.rules.values()].filter(({ listenerArn }) => store.listeners.get(listenerArn)?.loadBalancerArn === loadBalancerArn).flatMap(targetGroupsOf));
  for (const { arn } of action.targetGroups) used.add(arn);
  if (used.size > MAX_TARGET_GROUPS_PER_LOAD_BALANCER) throw new AwsError('TooManyUniqueTargetGroupsPerLoadBalancer', 'You have reached the maximum number of target groups on the load balancer');
}

/** A client bound to a target must first be bound to its group. */
export function requireGroupStickiness(store: Store, { targetGroups, stickySeconds }: Forward): void {
  if (stickySeconds > 0 || targetGroups.length < 2) return;
  if (targetGroups.some(({ arn }) => store.targetGroups.get(arn)?.attributes['stickiness.enabled'] === 'true')) {
    throw unsupported('You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups');
  }
}

/** How many rules, defaults not counted, a load balancer has. */
export function ruleCount(store: Store, loadBalancerArn: string): number {
  const listeners = new Set(listenersOf(store, loadBalancerArn).map(({ arn }) => arn));
  return [...store.rules.values()].filter(({ listenerArn, priority }) => listeners.has(listenerArn) && priority !== 'default').length;
}
