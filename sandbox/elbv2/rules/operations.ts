import type {
  CreateRuleInput,
  CreateRuleOutput,
  DeleteRuleInput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyRuleInput,
  ModifyRuleOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Listener, Rule } from '../model.ts';
import { pageOf } from '../page.ts';
import { QUOTAS } from '../quotas.ts';
import { find, invalid } from '../refusals.ts';
import { rulesOf, rulesOfLoadBalancer } from '../store.ts';
import { readTags } from '../tags/read-tags.ts';
import { readPriority, priorityInUse, refuseDefault } from './priorities.ts';
import { readActions } from './read-actions.ts';
import { readConditions } from './read-conditions.ts';
import { readTransforms } from './read-transforms.ts';
import { requireFitting } from './require-fitting.ts';
import { requireTargets } from './require-targets.ts';
import { showRule } from './show-rule.ts';

/** Not idempotent: the same once more finds its priority taken. */
export function createRule(control: Control, input: CreateRuleInput): CreateRuleOutput {
  const { store, arns, plane } = control;
  const listener = find(store.listeners, 'listener', input.ListenerArn ?? '');
  const priority = readPriority(input.Priority);
  const conditions = readConditions(input.Conditions ?? []);
  const transforms = readTransforms(input.Transforms ?? []);
  const routing = readActions(input.Actions ?? []);
  requireFitting(store, routing, listener);
  requireTargets(control, routing.action, listener.loadBalancerArn);
  const tags = readTags(input.Tags);
  if (rulesOf(store, listener.arn).some((rule) => rule.priority === priority)) throw priorityInUse(priority);
  const others = rulesOfLoadBalancer(store, listener.loadBalancerArn).filter((rule) => rule.priority !== 'default');
  if (others.length >= QUOTAS.rulesPerLoadBalancer) throw new AwsError('TooManyRules', 'You have reached the maximum number of rules on the load balancer');
  const rule: Rule = { arn: arns.rule(listener.arn), listenerArn: listener.arn, priority, conditions, transforms, ...routing };
  store.rules.set(rule.arn, rule);
  store.tags.set(rule.arn, tags);
  plane.apply();
  return { Rules: [showRule(rule)] };
}

/** Rules come in order of evaluation, the default rule last. */
export function describeRules({ store }: Control, { ListenerArn, RuleArns = [], ...page }: DescribeRulesInput): DescribeRulesOutput {
  if (ListenerArn !== undefined && RuleArns.length > 0) throw invalid('A listener ARN and rule ARNs cannot be specified at the same time');
  if (ListenerArn === undefined && RuleArns.length === 0) throw invalid('You must specify either listener rule ARNs or a listener ARN');
  const selected = ListenerArn === undefined ? RuleArns.map((arn) => find(store.rules, 'rule', arn)) : rulesOf(store, find(store.listeners, 'listener', ListenerArn).arn);
  const { items, NextMarker } = pageOf(selected, page);
  return { Rules: items.map(showRule), NextMarker };
}

/** Each list that is given replaces what was there whole; the others stay, and so do priority and tags. */
export function modifyRule(control: Control, input: ModifyRuleInput): ModifyRuleOutput {
  const { store, plane } = control;
  const rule = find(store.rules, 'rule', input.RuleArn ?? '');
  refuseDefault(rule, 'modified');
  if (input.ResetTransforms && input.Transforms?.length) throw invalid('Transforms and ResetTransforms cannot be specified at the same time');
  const listener = store.listeners.get(rule.listenerArn) as Listener;
  const changed: Rule = {
    ...rule,
    ...(input.Conditions ? { conditions: readConditions(input.Conditions) } : {}),
    ...(input.Transforms?.length ? { transforms: readTransforms(input.Transforms) } : {}),
    ...(input.ResetTransforms ? { transforms: [] } : {}),
    ...(input.Actions ? readActions(input.Actions, rule.authentication) : {}),
  };
  requireFitting(store, changed, listener);
  requireTargets(control, changed.action, listener.loadBalancerArn);
  store.rules.set(rule.arn, changed);
  plane.apply();
  return { Rules: [showRule(changed)] };
}

export function deleteRule({ store, plane }: Control, { RuleArn = '' }: DeleteRuleInput): object {
  refuseDefault(find(store.rules, 'rule', RuleArn), 'deleted');
  store.rules.delete(RuleArn);
  store.tags.delete(RuleArn);
  plane.apply();
  return {};
}
