import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  AddTagsCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
  RemoveTagsCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../../sandbox/network.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, freePort, startAws, type Aws } from './aws-on-loopback.ts';

let aws: Aws;
let balancer: string;
let legacy: string;
let candidate: string;
let listener: { arn: string; url: string; port: number };

beforeAll(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
  legacy = await createGroup(aws, 'legacy');
  candidate = await createGroup(aws, 'candidate');
  listener = await createListener(aws, balancer, forwardTo(legacy));
});
afterAll(() => aws.close());

const path = (...Values: string[]) => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];

async function createRule(priority: number, ...paths: string[]): Promise<string> {
  const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: priority, Conditions: path(...paths), Actions: [forwardTo(candidate)] }));
  return Rules?.[0]?.RuleArn ?? '';
}

test('a load balancer created again with the same settings is the same one', async () => {
  expect(await createLoadBalancer(aws)).toBe(balancer);
  const { LoadBalancers } = await aws.elb.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
  expect(LoadBalancers).toMatchObject([{ LoadBalancerArn: balancer, State: { Code: 'active' }, Type: 'application', VpcId: NETWORK.vpcId, CreatedTime: expect.any(Date) }]);
  expect(balancer).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/shop\/[0-9a-f]{16}$/);
});

test('a target group created again with the same settings is the same one', async () => {
  expect(await createGroup(aws, 'legacy')).toBe(legacy);
});

test('a listener shows its default action in both forms, and so does its default rule', async () => {
  const { Listeners } = await aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }));
  expect(Listeners).toMatchObject([
    { ListenerArn: listener.arn, Port: listener.port, DefaultActions: [{ Type: 'forward', TargetGroupArn: legacy, ForwardConfig: { TargetGroups: [{ TargetGroupArn: legacy, Weight: 1 }] } }] },
  ]);
  const { Rules } = await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn }));
  expect(Rules).toMatchObject([{ Priority: 'default', IsDefault: true, Conditions: [] }]);
});

test('a rule is created, shown in order of priority, changed in part, moved and deleted', async () => {
  const second = await createRule(20, '/b/*');
  const first = await createRule(10, '/a/*', '/a');
  const shown = async () => (await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn }))).Rules?.map(({ RuleArn, Priority }) => [RuleArn, Priority]);
  expect((await shown())?.slice(0, 2)).toEqual([[first, '10'], [second, '20']]);

  const split = { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: legacy, Weight: 90 }, { TargetGroupArn: candidate, Weight: 10 }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } } as const;
  const { Rules } = await aws.elb.send(new ModifyRuleCommand({ RuleArn: first, Actions: [{ ...split, ForwardConfig: { ...split.ForwardConfig, TargetGroups: [...split.ForwardConfig.TargetGroups] } }] }));
  expect(Rules).toMatchObject([{ RuleArn: first, Priority: '10', Conditions: [{ Field: 'path-pattern', Values: ['/a/*', '/a'], PathPatternConfig: { Values: ['/a/*', '/a'] } }], Actions: [split] }]);
  expect(Rules?.[0]?.Actions?.[0]).not.toHaveProperty('TargetGroupArn');

  await aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: first, Priority: 20 }, { RuleArn: second, Priority: 10 }] }));
  expect((await shown())?.slice(0, 2)).toEqual([[second, '10'], [first, '20']]);

  await aws.elb.send(new DeleteRuleCommand({ RuleArn: first }));
  await aws.elb.send(new DeleteRuleCommand({ RuleArn: second }));
  expect(await shown()).toHaveLength(1);
});

test('every kind of condition comes back as it was given', async () => {
  const Conditions = [
    { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
    { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Shop', Values: ['a*'] } },
    { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
    { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'q', Value: '1' }] } },
    { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
  ];
  const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: 30, Conditions, Actions: [forwardTo(candidate)] }));
  expect(Rules?.[0]?.Conditions).toMatchObject(Conditions);
  await aws.elb.send(new DeleteRuleCommand({ RuleArn: Rules?.[0]?.RuleArn }));
});

test('an empty list of rule ARNs beside a listener is as good as none', async () => {
  expect((await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn, RuleArns: [] }))).Rules).toHaveLength(1);
});

test('a target group knows its load balancer from the moment a rule names it until none does', async () => {
  const balancers = async () => (await aws.elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [candidate] }))).TargetGroups?.[0]?.LoadBalancerArns;
  expect(await balancers()).toEqual([]);
  const rule = await createRule(40, '/c');
  expect(await balancers()).toEqual([balancer]);
  expect((await aws.elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer }))).TargetGroups).toHaveLength(2);
  await aws.elb.send(new DeleteRuleCommand({ RuleArn: rule }));
  expect(await balancers()).toEqual([]);
});

test('a listener changes its default action and its port, and keeps what is not given', async () => {
  const extra = await createListener(aws, balancer, { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'one' } });
  const port = await freePort();
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: extra.arn, Port: port }));
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('one');
  await expect(fetch(extra.url)).rejects.toThrow();
  await aws.elb.send(new ModifyListenerCommand({ ListenerArn: extra.arn, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'two' } }] }));
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('two');
  await aws.elb.send(new DeleteListenerCommand({ ListenerArn: extra.arn }));
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test('the health check of a target group can be changed in part', async () => {
  const { TargetGroups } = await aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: candidate, HealthCheckPath: '/ready', Matcher: { HttpCode: '200-299' } }));
  expect(TargetGroups).toMatchObject([{ HealthCheckPath: '/ready', HealthCheckIntervalSeconds: 5, Matcher: { HttpCode: '200-299' } }]);
});

test('attributes have AWS’s defaults and are changed one by one', async () => {
  const all = async () => Object.fromEntries((await aws.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: candidate }))).Attributes?.map(({ Key, Value }) => [Key, Value]) ?? []);
  expect(await all()).toMatchObject({ 'deregistration_delay.timeout_seconds': '300', 'stickiness.enabled': 'false', 'load_balancing.algorithm.type': 'round_robin' });
  await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: candidate, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }] }));
  expect(await all()).toMatchObject({ 'deregistration_delay.timeout_seconds': '5', 'stickiness.enabled': 'false' });
});

test('tags are added, overwritten, read for several resources at once, and removed', async () => {
  await aws.elb.send(new AddTagsCommand({ ResourceArns: [balancer, legacy], Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }));
  await aws.elb.send(new AddTagsCommand({ ResourceArns: [legacy], Tags: [{ Key: 'a', Value: '3' }] }));
  await aws.elb.send(new RemoveTagsCommand({ ResourceArns: [legacy], TagKeys: ['b'] }));
  const { TagDescriptions } = await aws.elb.send(new DescribeTagsCommand({ ResourceArns: [balancer, legacy, listener.arn] }));
  expect(TagDescriptions).toEqual([
    { ResourceArn: balancer, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] },
    { ResourceArn: legacy, Tags: [{ Key: 'a', Value: '3' }] },
    { ResourceArn: listener.arn, Tags: [] },
  ]);
});

test('lists come in pages', async () => {
  const pages: number[] = [];
  for await (const { TargetGroups } of paginateDescribeTargetGroups({ client: aws.elb }, { PageSize: 1 })) pages.push(TargetGroups?.length ?? 0);
  expect(pages).toEqual([1, 1]);
});

test('what is gone already can be deleted, deregistered and asked about again', async () => {
  const group = await createGroup(aws, 'gone');
  await aws.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.9.9.9', Port: 80 }] }));
  const { TargetHealthDescriptions } = await aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group, Targets: [{ Id: '127.9.9.9', Port: 80 }] }));
  expect(TargetHealthDescriptions).toMatchObject([{ TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } }]);
  for (let times = 0; times < 2; times++) await aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: group }));
});

test('a load balancer takes its listeners and rules with it and leaves its target groups', async () => {
  const other = (await aws.elb.send(new CreateLoadBalancerCommand({ Name: 'other', Subnets: [...NETWORK.subnets] }))).LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const group = await createGroup(aws, 'others');
  const { arn, url } = await createListener(aws, other, forwardTo(group));
  for (let times = 0; times < 2; times++) await aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: other }));
  await expect(fetch(url)).rejects.toThrow();
  await expect(aws.elb.send(new DescribeListenersCommand({ ListenerArns: [arn] }))).rejects.toMatchObject({ name: 'ListenerNotFoundException' });
  expect((await aws.elb.send(new DescribeTargetGroupsCommand({ Names: ['others'] }))).TargetGroups).toMatchObject([{ LoadBalancerArns: [] }]);
});
