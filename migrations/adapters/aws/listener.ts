import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  paginateDescribeRules,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { BanyanError } from '../../../domain/errors.ts';
import type { Config } from '../../../domain/config.ts';
import type { ObservedRule } from '../../ports/load-balancer.ts';
import { unlessAws } from './aws-errors.ts';
import { forwardOf, fromRule } from './rule-shape.ts';
import { readTags } from './tagged.ts';
import { TAG, type Tags } from './tags.ts';

/** One of Banyan's rules, with what AWS calls it. */
export interface OwnRule {
  readonly arn: string;
  readonly rule: ObservedRule;
}

/** ARN of legacy's target group: where the listener's default action forwards to. */
export async function readLegacy(elb: ElasticLoadBalancingV2Client, listener: string): Promise<string> {
  const found = await unlessAws(['ListenerNotFound'], elb.send(new DescribeListenersCommand({ ListenerArns: [listener] })));
  const actions = found?.Listeners?.[0]?.DefaultActions;
  if (!actions) throw new BanyanError('LISTENER_UNSUITABLE', `There is no listener ${listener}.`);
  const targets = forwardOf(actions)?.TargetGroups ?? [];
  const arn = targets.length === 1 ? targets[0]?.TargetGroupArn : undefined;
  if (!arn) throw new BanyanError('LISTENER_UNSUITABLE', `The default action of ${listener} is not a forward to one target group.`);
  return arn;
}

/** Banyan's rules on the listener in order of priority, known by their tags alone, and every priority that is taken. Rules outside of the configured range are not asked for tags. */
export async function readRules(elb: ElasticLoadBalancingV2Client, { aws, priorities }: Config): Promise<{ readonly own: readonly OwnRule[]; readonly taken: ReadonlySet<number> }> {
  const rules: Rule[] = [];
  for await (const page of paginateDescribeRules({ client: elb }, { ListenerArn: aws.listener, PageSize: 400 })) rules.push(...(page.Rules ?? []));
  const inRange = rules.filter(({ Priority }) => Number(Priority) >= priorities.from && Number(Priority) <= priorities.to);
  const tags = await readTags(elb, inRange.map(({ RuleArn }) => RuleArn ?? ''));
  const own = inRange.flatMap((rule) => asOwn(rule, tags.get(rule.RuleArn ?? '') ?? {}));
  return { own: own.toSorted((a, b) => a.rule.priority - b.rule.priority), taken: new Set(rules.map(({ Priority }) => Number(Priority))) };
}

/** One rule as it stands now, or `undefined` where it is gone. */
export async function readRule(elb: ElasticLoadBalancingV2Client, arn: string): Promise<Rule | undefined> {
  const found = await unlessAws(['RuleNotFound'], elb.send(new DescribeRulesCommand({ RuleArns: [arn] })));
  return found?.Rules?.[0];
}

function asOwn({ RuleArn = '', Priority, Conditions = [], Actions = [] }: Rule, tags: Tags): OwnRule[] {
  const { [TAG.group]: group, [TAG.role]: role, [TAG.part]: part } = tags;
  if (group === undefined || (role !== 'group' && role !== 'park')) return [];
  return [{ arn: RuleArn, rule: { group, role, part: Number(part ?? 0), priority: Number(Priority), ...fromRule(Conditions, Actions) } }];
}
