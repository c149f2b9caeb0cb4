import { DeleteRuleCommand, DeleteTargetGroupCommand, DescribeTargetGroupAttributesCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { BanyanError } from '../../../domain/errors.ts';
import type { LoadBalancer, LoadBalancerState, ObservedRule, RuleRole } from '../../ports/load-balancer.ts';
import { targetGroupName } from './arns.ts';
import { unlessAws } from './aws-errors.ts';
import type { BalancerParts } from './balancer-parts.ts';
import { ensureTargetGroup } from './ensure-target-group.ts';
import { readLegacy, readRules, type OwnRule } from './listener.ts';
import { poll, READ_BACK } from './poll.ts';
import { putRule } from './put-rule.ts';
import { readTags } from './tagged.ts';
import { bears, targetGroupTags } from './tags.ts';
import { candidatesAmong, findTargetGroup, listTargetGroups, readHealth } from './target-groups.ts';

/** {@link LoadBalancer} on ELBv2. Rules and target groups are found by their tags, at every call anew. */
export function createLoadBalancer(parts: BalancerParts): LoadBalancer {
  return {
    observe: (groups) => observe(parts, groups),
    ensureTargetGroup: (spec) => ensureTargetGroup(parts, spec),
    putRule: (rule) => putRule(parts, rule),
    removeRules: (group, role) => removeRules(parts, group, role),
    removeTargetGroup: (group, name) => removeTargetGroup(parts, group, name),
  };
}

async function observe({ elb, config }: BalancerParts, groups: readonly string[]): Promise<LoadBalancerState> {
  const [legacyArn, { own, foreign }, listed] = await Promise.all([readLegacy(elb, config.aws.listener), readRules(elb, config), listTargetGroups(elb)]);
  const proxy = listed.find(({ TargetGroupName }) => TargetGroupName === config.proxy.targetGroup);
  if (!proxy) throw new BanyanError('CONFIG_INVALID', `proxy.targetGroup: there is no target group "${config.proxy.targetGroup}".`);
  const candidates = await candidatesAmong(elb, listed, config.aws.listener);
  const named = groups.flatMap((group) => candidates.get(group) ?? []);
  const [sticky, proxyHealth, ...health] = await Promise.all([isSticky(elb, legacyArn), readHealth(elb, proxy), ...named.map((each) => readHealth(elb, each))]);
  const present = groups.filter((group) => candidates.has(group));
  return {
    legacy: { targetGroup: targetGroupName(legacyArn), sticky },
    proxy: { targetGroup: proxyHealth.name, healthy: proxyHealth.healthy },
    rules: effective(own),
    foreign,
    candidates: Object.fromEntries(present.flatMap((group, n) => (health[n] ? [[group, health[n]]] : []))),
  };
}

/** Of two rules with the same tags AWS obeys the first; putRule and removeRules take the other away. */
function effective(own: readonly OwnRule[]): readonly ObservedRule[] {
  const first = new Map<string, ObservedRule>();
  for (const { rule } of own) {
    const key = `${rule.role} ${rule.part} ${rule.group}`;
    if (!first.has(key)) first.set(key, rule);
  }
  return [...first.values()];
}

async function isSticky(elb: ElasticLoadBalancingV2Client, TargetGroupArn: string): Promise<boolean> {
  const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  return Attributes?.some(({ Key, Value }) => Key === 'stickiness.enabled' && Value === 'true') ?? false;
}

async function removeRules({ elb, config, clock }: BalancerParts, group: string, role: RuleRole): Promise<void> {
  const look = async (): Promise<readonly OwnRule[]> => (await readRules(elb, config)).own.filter(({ rule }) => rule.group === group && rule.role === role);
  const rules = await look();
  await Promise.all(rules.map(({ arn }) => unlessAws(['RuleNotFound'], elb.send(new DeleteRuleCommand({ RuleArn: arn })))));
  if (rules.length === 0) return;
  const gone = await poll(clock, READ_BACK, async () => (await look()).length === 0 || undefined);
  if (!gone) throw new BanyanError('NOT_CONVERGED', `The ${role} rules of "${group}" were deleted, and AWS goes on showing them.`);
}

/** One that does not bear the group's tags is none of ours: it stays, and that is no error. */
async function removeTargetGroup({ elb, config, clock }: BalancerParts, group: string, name: string): Promise<void> {
  const found = await findTargetGroup(elb, name);
  if (!found) return;
  const { TargetGroupArn } = found;
  const tags = (await readTags(elb, [TargetGroupArn])).get(TargetGroupArn);
  if (!bears(tags, targetGroupTags(group, config.aws.listener))) return;
  // A rule that was just deleted may hold it a moment longer.
  const gone = await poll(clock, READ_BACK, async () => {
    await unlessAws(['ResourceInUse'], elb.send(new DeleteTargetGroupCommand({ TargetGroupArn })));
    return (await findTargetGroup(elb, name)) === undefined || undefined;
  });
  if (!gone) throw new BanyanError('NOT_CONVERGED', `Target group "${name}" cannot be deleted: a rule or a listener goes on using it.`);
}
