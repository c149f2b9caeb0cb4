import { afterAll, beforeAll } from '@jest/globals';
import { CreateRuleCommand, DescribeRulesCommand, DescribeTargetGroupsCommand, ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancerContract, type LoadBalancerWorld } from '../../../contract/load-balancer.ts';
import { createFakeLoadBalancer } from '../../../fakes/fake-load-balancer.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { createTargetGroup, createWorld } from './world.ts';

let account: OpenAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

loadBalancerContract('ELBv2', openBalancer);

loadBalancerContract('the fake', async () => {
  const port = createFakeLoadBalancer({ from: 100, to: 103 });
  const nothing = { healthy: 0, total: 0, group: null };
  return {
    port,
    legacy: 'legacy',
    proxy: 'proxy',
    priorities: { from: 100, to: 103 },
    targetGroup: 'banyan-catalog',
    allPriorities: async () => [...port.rules.keys()].toSorted((a, b) => a - b),
    hasTargetGroup: async (name) => port.targetGroups.has(name),
    addForeignRule: async (priority) => void port.rules.set(priority, null),
    addForeignTargetGroup: async (name) => void port.targetGroups.set(name, { name, ...nothing }),
    makeLegacySticky: async () => port.setSticky(true),
    close: async () => {},
  };
});

async function openBalancer(): Promise<LoadBalancerWorld> {
  const { adapters, config, person, vpcId, legacy, names, close } = await createWorld(account);
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
    addForeignTargetGroup: async (name) => void (await createTargetGroup(person, name, vpcId)),
    async makeLegacySticky() {
      const Attributes = [{ Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'lb_cookie' }];
      await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: legacy.arn, Attributes }));
    },
    close: async () => close(),
  };
}
