import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  paginateDescribeRules,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { BanyanError } from '../../../domain/errors.ts';
import type { Config } from '../../../domain/config.ts';
import type { ForeignRule, ObservedRule } from '../../ports/load-balancer.ts';
import { targetGroupName } from './arns.ts';
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

/** What stands on the listener: Banyan's rules in order of priority, others' that ask for paths alone, and every priority that is taken. */
export interface ListenerRules {
  readonly own: readonly OwnRule[];
  readonly foreign: readonly ForeignRule[];
  readonly taken: ReadonlySet<number>;
}

/**
 * Banyan's rules are known by their tags alone. Outside of the configured range only those are asked for tags that lead to the proxy or to a
 * target group with a name as Banyan gives them: one of its own that somebody moved there.
 */
export async function readRules(elb: ElasticLoadBalancingV2Client, { aws, priorities, proxy }: Config): Promise<ListenerRules> {
  const rules: Rule[] = [];
  for await (const page of paginateDescribeRules({ client: elb }, { ListenerArn: aws.listener, PageSize: 400 })) rules.push(...(page.Rules ?? []));
  rules.sort((a, b) => Number(a.Priority) - Number(b.Priority));
  const inRange = ({ Priority }: Rule): boolean => Number(Priority) >= priorities.from && Number(Priority) <= priorities.to;
  const possible = rules.filter((rule) => !rule.IsDefault && (inRange(rule) || leadsTo(rule, (name) => name === proxy.targetGroup || name.startsWith('banyan-'))));
  const tags = await readTags(elb, possible.map(({ RuleArn }) => RuleArn ?? ''));
  const own = possible.flatMap((rule) => asOwn(rule, tags.get(rule.RuleArn ?? '') ?? {}));
  const others = rules.filter(({ IsDefault, RuleArn }) => !IsDefault && !own.some(({ arn }) => arn === RuleArn));
  return { own, foreign: others.flatMap(asForeign), taken: new Set(rules.map(({ Priority }) => Number(Priority))) };
}

function leadsTo({ Actions = [] }: Rule, isMeant: (targetGroup: string) => boolean): boolean {
  return (forwardOf(Actions)?.TargetGroups ?? []).some(({ TargetGroupArn }) => isMeant(targetGroupName(TargetGroupArn ?? '')));
}

function asForeign({ Priority, Conditions = [] }: Rule): ForeignRule[] {
  const { when } = fromRule(Conditions, []);
  return 'paths' in when && when.paths.length > 0 ? [{ priority: Number(Priority), when }] : [];
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
