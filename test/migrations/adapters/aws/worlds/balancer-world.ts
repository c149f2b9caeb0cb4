import { CreateRuleCommand, DescribeRulesCommand, DescribeTargetGroupsCommand, ModifyTargetGroupAttributesCommand, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerWorld } from '../../../../contract/load-balancer.ts';
import { createTargetGroup, type World } from '../world.ts';

/** The load balancer of a world, and a person who works beside Banyan. */
export function openBalancer(world: World): LoadBalancerWorld {
  const { adapters, config, person, vpcId, legacy, names, close } = world;
  const { elb } = person;
  const ListenerArn = config.aws.listener;
  return {
    port: adapters.loadBalancer,
    legacy: legacy.name,
    proxy: config.proxy.targetGroup,
    priorities: config.priorities,
    targetGroup: names.targetGroup,
    async allPriorities() {
      const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      return (Rules ?? []).filter(({ IsDefault }) => !IsDefault).map(({ Priority }) => Number(Priority)).toSorted((a, b) => a - b);
    },
    async hasTargetGroup(name) {
      const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
      return (TargetGroups ?? []).some(({ TargetGroupName }) => TargetGroupName === name);
    },
    async addForeignRule(Priority) {
      const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/foreign/${Priority}`] } }];
      await elb.send(new CreateRuleCommand({ ListenerArn, Priority, Conditions, Actions: [{ Type: 'forward', TargetGroupArn: legacy.arn }], Tags: [{ Key: 'team', Value: 'shop' }] }));
    },
    async moveRule(was, Priority) {
      const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      const RuleArn = Rules?.find((rule) => rule.Priority === String(was))?.RuleArn;
      await elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority }] }));
    },
    addForeignTargetGroup: async (name) => void (await createTargetGroup(person, name, vpcId)),
    async makeLegacySticky() {
      const Attributes = [{ Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'lb_cookie' }];
      await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: legacy.arn, Attributes }));
    },
    close: async () => close(),
  };
}
