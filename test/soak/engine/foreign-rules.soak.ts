import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateServiceCommand, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { AddTagsCommand, CreateRuleCommand, DescribeRulesCommand, DescribeTagsCommand, DescribeTargetGroupAttributesCommand, DescribeTargetGroupsCommand, DescribeTargetHealthCommand, type CreateRuleCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { settle } from '../../../migrations/engine/drive.ts';
import { rollBack } from '../../../migrations/engine/roll-back.ts';
import { createTargetGroup } from '../../migrations/adapters/aws/world.ts';
import { DRIVE, startSandboxEngine, type SandboxEngine } from '../../migrations/engine/sandbox-engine.ts';

let it: SandboxEngine;
beforeAll(async () => {
  it = await startSandboxEngine();
}, 120_000);
afterAll(() => it.close(), 30_000);

/** Everything that is on the listener and bears none of Banyan's tags, and every target group it leads to, as AWS tells it. */
async function foreign(): Promise<string> {
  const { elb } = it.world.person;
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: it.world.config.aws.listener }));
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const groups = TargetGroups.filter(({ TargetGroupName }) => TargetGroupName !== 'banyan-catalog');
  const arns = [...Rules.map(({ RuleArn }) => RuleArn ?? ''), ...groups.map(({ TargetGroupArn }) => TargetGroupArn ?? '')];
  const tags = new Map<string, unknown>();
  for (let n = 0; n < arns.length; n += 20) {
    const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: arns.slice(n, n + 20) }));
    for (const { ResourceArn = '', Tags = [] } of TagDescriptions) tags.set(ResourceArn, Tags);
  }
  const isOurs = (arn: string | undefined) => JSON.stringify(tags.get(arn ?? '')).includes('"banyan:group","Value":"catalog"');
  const attributes = await Promise.all(groups.map(({ TargetGroupArn }) => elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })).then(({ Attributes }) => Attributes)));
  const targets = await Promise.all(groups.map(({ TargetGroupArn }) => elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })).then(({ TargetHealthDescriptions }) => TargetHealthDescriptions?.map(({ Target }) => Target))));
  const rules = Rules.filter(({ RuleArn }) => !isOurs(RuleArn));
  return JSON.stringify({ rules, groups, attributes, targets, tags: [...tags].filter(([arn]) => !isOurs(arn)) });
}

test('whatever bears no tags of Banyan’s is the same to the byte after a whole migration, a roll-back, and another one', async () => {
  const { person, config, legacy, vpcId } = it.world;
  const { elb } = person;
  const create = async (priority: number, value: string, to: string, tags: Record<string, string>) => {
    const input: CreateRuleCommandInput = { ListenerArn: config.aws.listener, Priority: priority, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [value] } }], Actions: [{ Type: 'forward', TargetGroupArn: to }] };
    await elb.send(new CreateRuleCommand({ ...input, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }));
  };
  const theirs = await createTargetGroup(person, 'banyan-orders', vpcId);
  const alike = await createTargetGroup(person, 'banyan-catalog-2', vpcId);
  await elb.send(new AddTagsCommand({ ResourceArns: [alike], Tags: [{ Key: 'banyan:group', Value: 'catalogue' }] }));
  // At every other of the priorities that Banyan was given, and around them; some lead to names like ours, some bear tags like ours.
  for (const priority of [100, 102, 104]) await create(priority, `/theirs/${priority}`, legacy.arn, { team: 'shop' });
  await create(90, '/api/products-archive', theirs, { Name: 'banyan-catalog' });
  await create(105, '/api/productsx', alike, { 'banyan:role': 'group', 'banyan:part': '0' });
  await create(106, '/api/categories/old', alike, { 'banyan:group': 'Catalog', 'banyan:role': 'group', 'banyan:part': '0' });
  await create(40_000, '/api/*', theirs, { 'banyan-group': 'catalog' });
  await create(40_001, '/*', alike, { 'banyan:group': 'catalogue', 'banyan:role': 'group' });
  const { services } = await person.ecs.send(new DescribeServicesCommand({ cluster: config.aws.cluster, services: [config.proxy.service] }));
  const { taskDefinition, networkConfiguration } = services?.[0] ?? {};
  await person.ecs.send(new CreateServiceCommand({ cluster: config.aws.cluster, serviceName: 'catalog-2', taskDefinition, networkConfiguration, desiredCount: 0, launchType: 'FARGATE' }));

  // The proxy's and legacy's target groups are on the load balancer already; that rules of Banyan's lead there too changes nothing of them.
  const before = await foreign();
  await it.reach('weight:50');
  expect(await foreign()).toBe(before);
  await rollBack(it.engine, it.migration, 'deploy', 'test');
  await it.settle();
  expect(await foreign()).toBe(before);
  await it.reach('retire');
  expect(await foreign()).toBe(before);
  await rollBack(it.engine, it.migration, 'start', 'test');
  await settle(it.engine, it.migration, DRIVE);
  expect(await foreign()).toBe(before);
}, 120_000);
