import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CreateRuleCommand, DeleteTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import { startFaultyEndpoint, type FaultyEndpoint } from '../../../support/faulty-endpoint.ts';
import { hastyClock } from '../../../support/real-clock.ts';
import { openAccount, type OpenAccount } from './account.ts';
import { build, inventory, ruleOf, specOf } from './candidate-life.ts';
import { createTargetGroup, createWorld, type World } from './world.ts';

let account: OpenAccount;
let world: World;
let endpoint: FaultyEndpoint;
let adapters: AwsAdapters;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  world = await createWorld(account);
  endpoint = await startFaultyEndpoint(account.endpoint);
  adapters = world.at(endpoint.url, hastyClock(20));
});
afterEach(async () => {
  world.close();
  await endpoint.close();
});

test('a revision that was registered before the engine died is used, and no second one made', async () => {
  await build(world, adapters);
  const registered = (): number => endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition').length;
  const before = registered();
  endpoint.inject('ecs.UpdateService', ['cut', 'cut', 'cut', 'cut', 'cut']);
  await expect(adapters.containers.ensureService(specOf(world, 'shop/catalog:9'))).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
  await adapters.containers.ensureService(specOf(world, 'shop/catalog:9'));
  expect(registered()).toBe(before + 1);
});

test('a proxy’s revision that was registered before the engine died is used, and no second one made', async () => {
  endpoint.inject('ecs.UpdateService', ['cut', 'cut', 'cut', 'cut', 'cut']);
  await expect(adapters.containers.configureProxy('GROUPS', '[]')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
  await adapters.containers.configureProxy('GROUPS', '[]');
  expect(endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition')).toHaveLength(1);
});

test('a priority that somebody takes in between is left to him, and the next one taken', async () => {
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  endpoint.inject('elasticloadbalancing.CreateRule', [() => addRule(100, [])]);
  await adapters.loadBalancer.putRule(ruleOf(world, 'group', 10));
  expect((await adapters.loadBalancer.observe(['catalog'])).rules).toEqual([{ ...ruleOf(world, 'group', 10), priority: 101 }]);
});

test('of two rules with the same tags the first is shown, and the second goes with the next writing', async () => {
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  await adapters.loadBalancer.putRule(ruleOf(world, 'group', 10));
  const tags = { group: 'catalog', role: 'group', part: '0' };
  await addRule(103, Object.entries(tags).map(([key, Value]) => ({ Key: `banyan:${key}`, Value })));
  expect((await adapters.loadBalancer.observe(['catalog'])).rules).toEqual([{ ...ruleOf(world, 'group', 10), priority: 100 }]);
  await adapters.loadBalancer.putRule(ruleOf(world, 'group', 10));
  expect((await inventory(world)).rules).toBe(1);
});

test('a target group that somebody deletes while it is being looked at does no harm', async () => {
  const doomed = await createTargetGroup(world.person, `doomed-${world.names.service}`, world.vpcId);
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: world.names.targetGroup, port: 3000, healthPath: '/' });
  endpoint.inject('elasticloadbalancing.DescribeTags', [() => world.person.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: doomed }))]);
  expect((await adapters.loadBalancer.observe(['catalog'])).candidates).toHaveProperty('catalog');
});

async function addRule(Priority: number, Tags: { Key: string; Value: string }[]): Promise<void> {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/products'] } }];
  const input = { ListenerArn: world.config.aws.listener, Priority, Conditions, Actions: [{ Type: 'forward' as const, TargetGroupArn: world.legacy.arn }] };
  await world.person.elb.send(new CreateRuleCommand(Tags.length > 0 ? { ...input, Tags } : input));
}
