import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ModifyRuleCommand, DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { startFaultyEndpoint, type FaultyEndpoint } from '../../../../support/faulty-endpoint.ts';
import { openAccount, type OpenAccount } from '../account.ts';
import { createWorld, type World } from '../world.ts';

let account: OpenAccount;
let world: World;
let endpoint: FaultyEndpoint;
beforeAll(async () => {
  account = await openAccount();
  world = await createWorld(account, { from: 100, to: 199 });
  endpoint = await startFaultyEndpoint(account.endpoint);
});
afterAll(async () => {
  await endpoint.close();
  world.close();
  await account.close();
});

test('what is read together is what is read alone, calls do not grow with groups, and what changed on the listener is seen in the next round', async () => {
  const { adapters, config, person, names } = world;
  const groups = Array.from({ length: 12 }, (_, n) => `group-${n}`);
  for (const group of groups.slice(0, 3)) {
    await adapters.loadBalancer.ensureTargetGroup({ group, name: `banyan-${group}-${names.service}`, port: 3000, healthPath: '/' });
    await adapters.loadBalancer.putRule({ group, role: 'group', part: 0, when: { method: '*', paths: [`/${group}`] }, targets: [{ targetGroup: config.proxy.targetGroup, percent: 100 }], stickySeconds: 0 });
  }
  const { together, loadBalancer, containers, autoscaling } = world.at(endpoint.url);
  const look = (ports: Pick<typeof together, 'loadBalancer' | 'containers' | 'autoscaling'>) =>
    Promise.all([ports.loadBalancer.observe(groups), ...groups.flatMap((group): Promise<unknown>[] => [ports.containers.observe(group, group), ports.autoscaling.observe(group)])]);
  const alone = await look({ loadBalancer, containers, autoscaling });
  const callsAlone = endpoint.calls.length;
  together.begin();
  expect(await look(together)).toEqual(alone);
  const rounds: number[] = [];
  for (let round = 0; round < 4; round++) {
    const before = endpoint.calls.length;
    together.begin();
    expect(await look(together)).toEqual(alone);
    rounds.push(endpoint.calls.length - before);
  }
  expect(callsAlone).toBeGreaterThan(36);
  expect(Math.max(...rounds)).toBeLessThanOrEqual(7);

  const { Rules } = await person.elb.send(new DescribeRulesCommand({ ListenerArn: config.aws.listener }));
  await person.elb.send(new ModifyRuleCommand({ RuleArn: Rules?.find(({ Priority }) => Priority === '100')?.RuleArn, Actions: [{ Type: 'forward', TargetGroupArn: world.legacy.arn }] }));
  together.begin();
  expect((await together.loadBalancer.observe(groups)).rules[0]?.targets).toEqual([{ targetGroup: world.legacy.name, percent: 100 }]);
});
