import { CreateRuleCommand, DeleteRuleCommand, ModifyRuleCommand, SetRulePrioritiesCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Config } from '../../../domain/config.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { RuleSpec } from '../../ports/load-balancer.ts';
import { unlessAws } from './aws-errors.ts';
import type { BalancerParts } from './balancer-parts.ts';
import { readRule, readRules } from './listener.ts';
import { poll, READ_BACK } from './poll.ts';
import { fromRule, sameShape, toActions, toConditions } from './rule-shape.ts';
import { ownTags, TAG, toTagList } from './tags.ts';
import { findTargetGroup } from './target-groups.ts';

/** How often somebody else may take the priority between looking and creating. */
const RACES = { times: 8, everyMs: 250 };

/** Makes the rule as specified and returns once AWS shows it so. */
export async function putRule(parts: BalancerParts, spec: RuleSpec): Promise<void> {
  const written = await poll(parts.clock, RACES, () => write(parts, spec));
  if (!written) throw new BanyanError('NOT_CONVERGED', `The ${describe(spec)} could not be written: whenever it was tried, somebody else had changed the listener in between.`);
  if (written === 'as wanted') return;
  const shown = await poll(parts.clock, READ_BACK, async () => {
    const rule = await readRule(parts.elb, written.arn);
    return rule && sameShape(fromRule(rule.Conditions ?? [], rule.Actions ?? []), spec) ? rule : undefined;
  });
  if (!shown) throw new BanyanError('NOT_CONVERGED', `The ${describe(spec)} was written, and AWS goes on showing it otherwise (${written.arn}).`);
}

/** Looks first, for the answer of an earlier CreateRule may have been lost. `undefined`: the rule went, or its priority was taken, in between; look again. */
async function write({ elb, config }: BalancerParts, spec: RuleSpec): Promise<{ readonly arn: string } | 'as wanted' | undefined> {
  const { own, taken } = await readRules(elb, config);
  const [first, ...surplus] = own.filter(({ rule }) => rule.group === spec.group && rule.role === spec.role && rule.part === spec.part);
  // A second one with these tags is of a creation whose rule did not show yet when it was looked for; AWS obeys the first.
  for (const { arn } of surplus) await unlessAws(['RuleNotFound'], elb.send(new DeleteRuleCommand({ RuleArn: arn })));
  if (first && !isInRange(config, first.rule.priority)) {
    const Priority = freePriority(config, taken);
    const moved = await unlessAws(['RuleNotFound', 'PriorityInUse'], elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: first.arn, Priority }] })));
    if (!moved) return undefined;
  }
  if (first && sameShape(first.rule, spec)) return 'as wanted';
  const wanted = { Conditions: toConditions(spec.when), Actions: await actionsOf(elb, spec) };
  if (first) {
    const modified = await unlessAws(['RuleNotFound'], elb.send(new ModifyRuleCommand({ RuleArn: first.arn, ...wanted })));
    return modified && { arn: first.arn };
  }
  const Priority = freePriority(config, taken);
  const Tags = toTagList(ownTags(spec.group, spec.role, { [TAG.part]: String(spec.part) }));
  const created = await unlessAws(['PriorityInUse'], elb.send(new CreateRuleCommand({ ListenerArn: config.aws.listener, Priority, ...wanted, Tags })));
  const arn = created?.Rules?.[0]?.RuleArn;
  return arn === undefined ? undefined : { arn };
}

async function actionsOf(elb: ElasticLoadBalancingV2Client, { targets, stickySeconds }: RuleSpec): Promise<ReturnType<typeof toActions>> {
  const names = targets.filter(({ percent }) => percent > 0).map(({ targetGroup }) => targetGroup);
  const found = await Promise.all(names.map((name) => findTargetGroup(elb, name)));
  return toActions(targets, stickySeconds, (name) => {
    const arn = found[names.indexOf(name)]?.TargetGroupArn;
    if (!arn) throw new BanyanError('AWS_REFUSED', `There is no target group "${name}" for a rule to forward to.`, { remedy: 'Run the command again: it starts from what is there now.' });
    return arn;
  });
}

function isInRange({ priorities: { from, to } }: Config, priority: number): boolean {
  return priority >= from && priority <= to;
}

function freePriority({ priorities: { from, to } }: Config, taken: ReadonlySet<number>): number {
  for (let priority = from; priority <= to; priority++) if (!taken.has(priority)) return priority;
  throw new BanyanError('NO_FREE_PRIORITY', `All priorities from ${from} to ${to} are taken on the listener.`);
}

function describe({ group, role, part }: RuleSpec): string {
  return `${role} rule ${part} of "${group}"`;
}
