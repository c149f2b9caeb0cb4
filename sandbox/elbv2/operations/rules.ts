import type {
  CreateRuleInput,
  CreateRuleOutput,
  DeleteRuleInput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyRuleInput,
  ModifyRuleOutput,
  SetRulePrioritiesInput,
  SetRulePrioritiesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Listener, Rule } from '../model.ts';
import { pageOf } from '../page.ts';
import { find, inRange, invalid, unsupported } from '../refusals.ts';
import { readAction } from '../rules/read-action.ts';
import { readConditions } from '../rules/read-conditions.ts';
import { requireTargets, ruleCount } from '../rules/require-targets.ts';
import { showRule } from '../rules/show-rule.ts';
import { rulesOf, type Store } from '../store.ts';
import { readTags } from './tags.ts';

const MAX_RULES = 100;
const MAX_PRIORITY = 50_000;

export function createRule({ store, arns, plane }: Control, input: CreateRuleInput): CreateRuleOutput {
  const listener = find(store.listeners, 'listener', input.ListenerArn ?? '');
  const priority = inRange('Priority', input.Priority, 1, MAX_PRIORITY, 0);
  refuseTransforms(input.Transforms);
  const conditions = readConditions(input.Conditions ?? []);
  const action = readAction(input.Actions ?? []);
  requireTargets(store, action, listener.loadBalancerArn);
  const tags = readTags(input.Tags);
  if (rulesOf(store, listener.arn).some((rule) => rule.priority === priority)) throw inUse(priority);
  if (ruleCount(store, listener.loadBalancerArn) >= MAX_RULES) throw new AwsError('TooManyRules', 'You have reached the maximum number of rules on the load balancer');
  const rule: Rule = { arn: arns.rule(listener.arn), listenerArn: listener.arn, priority, conditions, action };
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

/** Conditions and actions that are given replace what was there whole; the others stay. */
export function modifyRule({ store, plane }: Control, input: ModifyRuleInput): ModifyRuleOutput {
  const rule = find(store.rules, 'rule', input.RuleArn ?? '');
  refuseDefault(rule, 'modified');
  refuseTransforms(input.Transforms);
  const { loadBalancerArn } = store.listeners.get(rule.listenerArn) as Listener;
  const conditions = input.Conditions ? readConditions(input.Conditions) : rule.conditions;
  const action = input.Actions ? readAction(input.Actions) : rule.action;
  requireTargets(store, action, loadBalancerArn);
  const changed: Rule = { ...rule, conditions, action };
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

/** One batch: only where it ends counts, so two rules may change places. */
export function setRulePriorities({ store, plane }: Control, { RulePriorities = [] }: SetRulePrioritiesInput): SetRulePrioritiesOutput {
  const changed = RulePriorities.map(({ RuleArn = '', Priority }): Rule => {
    const rule = find(store.rules, 'rule', RuleArn);
    refuseDefault(rule, 'modified');
    if (Priority === undefined) throw invalid(`A priority must be specified for rule '${RuleArn}'`);
    return { ...rule, priority: inRange('Priority', Priority, 1, MAX_PRIORITY, 0) };
  });
  const after = new Map([...store.rules, ...changed.map((rule) => [rule.arn, rule] as const)]);
  requireUniquePriorities({ ...store, rules: after }, new Set(changed.map(({ listenerArn }) => listenerArn)));
  for (const rule of changed) store.rules.set(rule.arn, rule);
  plane.apply();
  return { Rules: changed.map(showRule) };
}

function requireUniquePriorities(store: Store, listenerArns: ReadonlySet<string>): void {
  for (const arn of listenerArns) {
    const priorities = rulesOf(store, arn).map(({ priority }) => priority);
    const twice = priorities.find((priority, i) => priorities.indexOf(priority) < i);
    if (twice !== undefined) throw inUse(twice);
  }
}

function refuseDefault({ arn, priority }: Rule, done: string): void {
  if (priority === 'default') throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be ${done}`);
}

function refuseTransforms(transforms: readonly unknown[] | undefined): void {
  if (transforms?.length) throw unsupported('The sandbox has no transforms in rules');
}

function inUse(priority: number | 'default'): AwsError {
  return new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
}
