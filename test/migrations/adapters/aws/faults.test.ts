import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateRuleCommand, DeleteTargetGroupCommand, DescribeRulesCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeregisterInstanceCommand, ListInstancesCommand, ListServicesCommand, RegisterInstanceCommand } from '@aws-sdk/client-servicediscovery';
import { createAwsAdapters, type AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import { specFingerprint } from '../../../../migrations/ports/spec-fingerprint.ts';
import { startFaultyEndpoint, type FaultyEndpoint } from '../../../support/faulty-endpoint.ts';
import { hastyClock } from '../../../support/real-clock.ts';
import { until } from '../../../support/until.ts';
import { CANDIDATE_IMAGE, openAccount, type OpenAccount } from './account.ts';
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

test('tasks that are to be started afresh are said to be once AWS shows that they are, for whoever looks next believes what it sees', async () => {
  await build(world, adapters);
  const { candidate } = await adapters.containers.observe('catalog', world.names.service);
  if (candidate === 'absent') throw new Error('there is no candidate');
  const looks = (): number => endpoint.calls.filter((call) => call === 'ecs.DescribeServices').length;
  const before = looks();
  endpoint.inject('ecs.DescribeServices', [async () => {}, 'as before', 'as before']);
  await adapters.containers.runRevision(specOf(world, CANDIDATE_IMAGE), candidate.revision);
  expect(looks() - before).toBe(4);
});

test('a proxy’s revision that was registered before the engine died is used, and no second one made', async () => {
  endpoint.inject('ecs.UpdateService', ['cut', 'cut', 'cut', 'cut', 'cut']);
  await expect(adapters.containers.configureProxy('GROUPS', '[]')).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
  await adapters.containers.configureProxy('GROUPS', '[]');
  expect(endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition')).toHaveLength(1);
});

test('a revision whose answer was lost is found, and no second one made, of the candidate and of the proxy', async () => {
  const registered = (): number => endpoint.calls.filter((call) => call === 'ecs.RegisterTaskDefinition').length;
  await build(world, adapters);
  const before = registered();
  endpoint.inject('ecs.RegisterTaskDefinition', ['answer lost']);
  await adapters.containers.ensureService(specOf(world, 'shop/catalog:9'));
  expect(registered()).toBe(before + 1);
  endpoint.inject('ecs.RegisterTaskDefinition', ['answer lost']);
  await adapters.containers.configureProxy('GROUPS', '["catalog"]');
  expect(registered()).toBe(before + 2);
  // One that never came there is asked for again.
  endpoint.inject('ecs.RegisterTaskDefinition', ['cut']);
  await adapters.containers.configureProxy('GROUPS', '[]');
  expect(registered()).toBe(before + 4);
});

test('where everything is as asked for, nothing is written', async () => {
  await build(world, adapters);
  const before = endpoint.calls.length;
  const { service, targetGroup } = world.names;
  await adapters.loadBalancer.ensureTargetGroup({ group: 'catalog', name: targetGroup, port: 3000, healthPath: '/healthz' });
  await adapters.loadBalancer.putRule(ruleOf(world, 'group', 50));
  await adapters.loadBalancer.removeRules('orders', 'group');
  await adapters.discovery.ensure('catalog', service);
  await adapters.containers.ensureService(specOf(world, CANDIDATE_IMAGE));
  await adapters.autoscaling.ensure({ service, targetGroup, scale: { min: 0, max: 4, cpuPercent: 60 } });
  expect(endpoint.calls.slice(before).filter((call) => !/\.(Describe|List)/.test(call))).toEqual([]);
});

test('weights, conditions and stickiness that somebody else wrote are seen, and put right', async () => {
  await build(world, adapters);
  const wanted = { ...ruleOf(world, 'group', 50), stickySeconds: 60 };
  await adapters.loadBalancer.putRule(wanted);
  const { Rules } = await world.person.elb.send(new DescribeRulesCommand({ ListenerArn: world.config.aws.listener }));
  const RuleArn = Rules?.find(({ Priority }) => Priority === '101')?.RuleArn;
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/products'] } }, { Field: 'host-header', HostHeaderConfig: { Values: ['a.example'] } }];
  await world.person.elb.send(new ModifyRuleCommand({ RuleArn, Conditions, Actions: [{ Type: 'forward', TargetGroupArn: world.legacy.arn }] }));
  const changed = { when: { method: '*', paths: [] }, targets: [{ targetGroup: world.legacy.name, percent: 100 }], stickySeconds: 0, priority: 101 };
  expect((await adapters.loadBalancer.observe(['catalog'])).rules[1]).toMatchObject(changed);
  await adapters.loadBalancer.putRule(wanted);
  expect((await adapters.loadBalancer.observe(['catalog'])).rules[1]).toEqual({ ...wanted, priority: 101 });
});

test('the proxy keeps its other containers and the tags of its task definition', async () => {
  await adapters.containers.configureProxy('GROUPS', '[]');
  const { taskDefinition, tags } = await world.person.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: world.proxyFamily, include: ['TAGS'] }));
  const containers = taskDefinition?.containerDefinitions?.map(({ name, environment }) => ({ name, environment: environment?.map((each) => `${each.name}=${each.value}`) }));
  expect(containers).toEqual([
    { name: 'proxy', environment: ['GROUPS=[]', 'LEGACY=http://legacy'] },
    { name: 'agent', environment: ['LEVEL=info'] },
  ]);
  expect(tags).toEqual([{ key: 'team', value: 'shop' }]);
});

test('a service whose roles are not those of the configuration is of another specification, until it is deployed with them', async () => {
  await build(world, adapters);
  const executionRole = 'arn:aws:iam::000000000000:role/shop-execution';
  const config = { ...world.config, aws: { ...world.config.aws, executionRole } };
  const other = createAwsAdapters(config, hastyClock(20));
  const { containers } = other;
  const spec = specOf(world, CANDIDATE_IMAGE);
  expect((await containers.observe('catalog', world.names.service)).candidate).toMatchObject({ fingerprint: '' });
  await containers.ensureService(spec);
  expect((await containers.observe('catalog', world.names.service)).candidate).toMatchObject({ fingerprint: specFingerprint(spec) });
  other.close();
});

test('a Cloud Map name goes once the last task that is registered under it has gone', async () => {
  await adapters.discovery.ensure('catalog', 'catalog');
  const { Services } = await world.person.cloudMap.send(new ListServicesCommand({ Filters: [{ Name: 'NAMESPACE_ID', Values: [world.namespaceId] }] }));
  const task = { ServiceId: Services?.find(({ Name }) => Name === 'catalog')?.Id, InstanceId: 'task-1' };
  await world.person.cloudMap.send(new RegisterInstanceCommand({ ...task, Attributes: { AWS_INSTANCE_IPV4: '127.0.9.9' } }));
  await until(async () => (await world.person.cloudMap.send(new ListInstancesCommand({ ServiceId: task.ServiceId }))).Instances?.[0]);
  // It is still there when it is first tried and when it is tried again, and soon gone once it is tried a third time.
  endpoint.inject('servicediscovery.DeleteService', ['answer lost', async () => {}, () => world.person.cloudMap.send(new DeregisterInstanceCommand(task))]);
  await adapters.discovery.remove('catalog', 'catalog');
  expect(endpoint.calls.filter((call) => call === 'servicediscovery.DeleteService').length).toBeGreaterThan(2);
  expect(await adapters.discovery.has('catalog', 'catalog')).toBe(false);
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
