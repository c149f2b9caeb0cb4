import type { SetRulePrioritiesInput, SetRulePrioritiesOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Rule } from '../model.ts';
import { find, inRange, invalid } from '../refusals.ts';
import { rulesOf, type Store } from '../store.ts';
import { showRule } from './show-rule.ts';

const LAST = 50_000;

/** One batch: only where it ends counts, so two rules may change places. */
export function setRulePriorities({ store, plane }: Control, { RulePriorities = [] }: SetRulePrioritiesInput): SetRulePrioritiesOutput {
  if (RulePriorities.length === 0) throw invalid('RulePriorities must contain at least one rule');
  const changed = RulePriorities.map(({ RuleArn = '', Priority }): Rule => {
    const rule = find(store.rules, 'rule', RuleArn);
    refuseDefault(rule, 'modified');
    return { ...rule, priority: readPriority(Priority) };
  });
  if (new Set(changed.map(({ arn }) => arn)).size < changed.length) throw invalid('A rule can only be given one priority');
  const after = new Map([...store.rules, ...changed.map((rule) => [rule.arn, rule] as const)]);
  requireUnique({ ...store, rules: after }, new Set(changed.map(({ listenerArn }) => listenerArn)));
  for (const rule of changed) store.rules.set(rule.arn, rule);
  plane.apply();
  return { Rules: changed.map(showRule) };
}

export function readPriority(priority: number | undefined): number {
  if (priority === undefined) throw invalid('A priority must be specified');
  return inRange('Priority', priority, 1, LAST, 0);
}

export function refuseDefault({ arn, priority }: Rule, done: string): void {
  if (priority === 'default') throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be ${done}`);
}

export function priorityInUse(priority: Rule['priority']): AwsError {
  return new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
}

function requireUnique(store: Store, listenerArns: ReadonlySet<string>): void {
  for (const arn of listenerArns) {
    const priorities = rulesOf(store, arn).map(({ priority }) => priority);
    const twice = priorities.find((priority, i) => priorities.indexOf(priority) < i);
    if (twice !== undefined) throw priorityInUse(twice);
  }
}
