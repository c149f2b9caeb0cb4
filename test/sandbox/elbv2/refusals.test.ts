import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  SetRulePrioritiesCommand,
  type Action,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../../sandbox/network.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, freePort, startAws, type Aws } from './aws-on-loopback.ts';

let aws: Aws;
let balancer: string;
let other: string;
let group: string;
let sticky: string;
let othersGroup: string;
let listener: string;
let rule: string;
let defaultRule: string;

beforeAll(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
  other = await createLoadBalancer(aws, 'other');
  group = await createGroup(aws, 'group');
  sticky = await createGroup(aws, 'sticky');
  othersGroup = await createGroup(aws, 'others-group');
  await createListener(aws, other, forwardTo(othersGroup));
  ({ arn: listener } = await createListener(aws, balancer, forwardTo(group)));
  await aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: sticky, Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }] }));
  rule = (await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener, Priority: 1, Conditions: paths('/a'), Actions: [forwardTo(group)] }))).Rules?.[0]?.RuleArn ?? '';
  defaultRule = (await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener }))).Rules?.at(-1)?.RuleArn ?? '';
});
afterAll(() => aws.close());

const paths = (...Values: string[]): RuleCondition[] => [{ Field: 'path-pattern', PathPatternConfig: { Values } }];
const arn = (resource: string): string => `arn:aws:elasticloadbalancing:us-east-1:000000000000:${resource}/0123456789abcdef`;
const GONE = { balancer: arn('loadbalancer/app/gone'), group: arn('targetgroup/gone'), listener: arn('listener/app/gone/0'), rule: arn('listener-rule/app/gone/0/0') };

const NAMES = { ValidationError: 'ValidationError' } as const;

/** The SDK calls a modelled refusal by its code plus `Exception`. */
async function refused(asked: Promise<unknown>, code: string, words?: RegExp): Promise<void> {
  const name = Object.hasOwn(NAMES, code) ? code : `${code}Exception`;
  await expect(asked).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 }, message: words ? expect.stringMatching(words) : expect.any(String) });
}

describe('a rule', () => {
  const create = (input: { priority?: number; conditions?: RuleCondition[]; actions?: Action[] }): Promise<unknown> =>
    aws.elb.send(new CreateRuleCommand({ ListenerArn: listener, Priority: input.priority ?? 2, Conditions: input.conditions ?? paths('/b'), Actions: input.actions ?? [forwardTo(group)] }));

  test.each([0, 50_001, 1.5])('is refused with priority %p', async (priority) => {
    await expect(create({ priority })).rejects.toThrow();
  });

  test('is refused at a priority that is taken, and so is its repetition', async () => {
    await refused(create({ priority: 1, conditions: paths('/a') }), 'PriorityInUse');
  });

  test.each<[string, RuleCondition[], string]>([
    ['no condition', [], 'ValidationError'],
    ['a condition without values', paths(), 'ValidationError'],
    ['four values in one condition', paths('/1', '/2', '/3', '/4'), 'ValidationError'],
    ['six values', [...paths('/1', '/2', '/3'), { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x', Values: ['1', '2', '3'] } }], 'ValidationError'],
    ['six wildcards', paths('/*/*/*', '/*/*/?'), 'ValidationError'],
    ['two path conditions', [...paths('/1'), ...paths('/2')], 'ValidationError'],
    ['a path with a character that paths do not have', paths('/a b'), 'ValidationError'],
    ['a path with a query', paths('/a#b'), 'ValidationError'],
    ['a path of 129 characters', paths(`/${'a'.repeat(128)}`), 'ValidationError'],
    ['a host without a dot', [{ Field: 'host-header', Values: ['localhost'] }], 'ValidationError'],
    ['a method in lower case', [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }], 'ValidationError'],
    ['a condition on the header Host', [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'host', Values: ['a'] } }], 'ValidationError'],
    ['a wildcard in a header name', [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-*', Values: ['a'] } }], 'ValidationError'],
    ['an address that is no range', [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.1'] } }], 'ValidationError'],
    ['the broadcast address', [{ Field: 'source-ip', SourceIpConfig: { Values: ['255.255.255.255/32'] } }], 'ValidationError'],
    ['an unknown field', [{ Field: 'weather', Values: ['fair'] }], 'ValidationError'],
    ['a regular expression', [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }], 'InvalidConfigurationRequest'],
  ])('is refused with %s', async (_, conditions, code) => {
    await refused(create({ conditions }), code);
  });

  test('takes five values and five wildcards', async () => {
    const conditions: RuleCondition[] = [...paths('/*/*', '/*/?', '/x*'), { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x', Values: ['1', '2'] } }];
    await create({ priority: 77, conditions });
  });

  test.each<[string, () => Action[], string]>([
    ['no action', () => [], 'ValidationError'],
    ['two actions', () => [forwardTo(group), forwardTo(group)], 'InvalidLoadBalancerAction'],
    ['a weight of 1000', () => [forwardTo([group, 1_000])], 'ValidationError'],
    ['a weight of -1', () => [forwardTo([group, -1])], 'ValidationError'],
    ['six target groups', () => [forwardTo(...Array.from({ length: 6 }, (_, i) => arn(`targetgroup/g${i}`)))], 'TooManyTargetGroups'],
    ['one target group twice', () => [forwardTo(group, group)], 'ValidationError'],
    ['an unknown target group', () => [forwardTo(GONE.group)], 'TargetGroupNotFound'],
    ['something that is no ARN', () => [forwardTo('group')], 'ValidationError'],
    ['another load balancer’s target group', () => [forwardTo(othersGroup)], 'TargetGroupAssociationLimit'],
    ['two names for different groups', () => [{ ...forwardTo(group), TargetGroupArn: sticky }], 'ValidationError'],
    ['group stickiness without a duration', () => [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }], TargetGroupStickinessConfig: { Enabled: true } } }], 'ValidationError'],
    ['a redirect to itself', () => [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }], 'InvalidLoadBalancerAction'],
    ['a fixed response of 301', () => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '301' } }], 'ValidationError'],
    ['an action of a type the sandbox lacks', () => [{ Type: 'authenticate-oidc' }], 'InvalidConfigurationRequest'],
  ])('is refused with %s', async (_, actions, code) => {
    await refused(create({ actions: actions() }), code);
  });

  test('is refused transforms, which the sandbox does not have', async () => {
    const asked = aws.elb.send(
      new CreateRuleCommand({ ListenerArn: listener, Priority: 3, Conditions: paths('/t'), Actions: [forwardTo(group)], Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: 'b' }] } }] }),
    );
    await refused(asked, 'InvalidConfigurationRequest');
  });

  test('must have group stickiness where it splits over a target group with target stickiness', async () => {
    const words = /^You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups$/;
    await refused(create({ actions: [forwardTo(group, sticky)] }), 'InvalidConfigurationRequest', words);
    const split: Action = { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }, { TargetGroupArn: sticky }], TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 } } };
    await create({ priority: 50, actions: [split] });

    const plain = await createGroup(aws, 'plain');
    await create({ priority: 51, actions: [forwardTo(group, plain)] });
    await refused(aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: plain, Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }] })), 'InvalidConfigurationRequest', words);
  });

  test('that is the default one cannot be changed, deleted or moved', async () => {
    await refused(aws.elb.send(new ModifyRuleCommand({ RuleArn: defaultRule, Actions: [forwardTo(group)] })), 'OperationNotPermitted', /^Default rule '.*' cannot be modified$/);
    await refused(aws.elb.send(new DeleteRuleCommand({ RuleArn: defaultRule })), 'OperationNotPermitted');
    await refused(aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: defaultRule, Priority: 9 }] })), 'OperationNotPermitted');
  });

  test('cannot be moved to a priority that stays taken; then none is moved', async () => {
    const { Rules } = await aws.elb.send(new CreateRuleCommand({ ListenerArn: listener, Priority: 60, Conditions: paths('/p'), Actions: [forwardTo(group)] }));
    const RuleArn = Rules?.[0]?.RuleArn;
    await refused(aws.elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: 61 }, { RuleArn: rule, Priority: 61 }] })), 'PriorityInUse');
    expect((await aws.elb.send(new DescribeRulesCommand({ RuleArns: [RuleArn ?? '', rule] }))).Rules?.map(({ Priority }) => Priority)).toEqual(['60', '1']);
  });

  test('that is not there is not found, and nor are those named beside it', async () => {
    await refused(aws.elb.send(new DescribeRulesCommand({ RuleArns: [rule, GONE.rule] })), 'RuleNotFound');
    await refused(aws.elb.send(new DeleteRuleCommand({ RuleArn: GONE.rule })), 'RuleNotFound');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: GONE.listener })), 'ListenerNotFound');
    await refused(aws.elb.send(new DescribeRulesCommand({})), 'ValidationError');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener, RuleArns: [rule] })), 'ValidationError');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener, Marker: '???' })), 'ValidationError');
    await refused(aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener, PageSize: 401 })), 'ValidationError');
  });
});

describe('a target group', () => {
  const create = (input: object): Promise<unknown> =>
    aws.elb.send(new CreateTargetGroupCommand({ Name: 'new', Protocol: 'HTTP', Port: 3000, VpcId: NETWORK.vpcId, TargetType: 'ip', ...input }));

  test.each<[string, object, string]>([
    ['of the same name with other settings', { Name: 'group', Port: 4000 }, 'DuplicateTargetGroupName'],
    ['with a name of 33 characters', { Name: 'a'.repeat(33) }, 'ValidationError'],
    ['with a name that begins with a hyphen', { Name: '-a' }, 'ValidationError'],
    ['with an underscore in its name', { Name: 'a_b' }, 'ValidationError'],
    ['without a port', { Port: undefined }, 'ValidationError'],
    ['with port 0', { Port: 0 }, 'ValidationError'],
    ['in an unknown VPC', { VpcId: 'vpc-0' }, 'ValidationError'],
    ['with an interval of 4 s', { HealthCheckIntervalSeconds: 4 }, 'ValidationError'],
    ['with a timeout as long as its interval', { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 5 }, 'ValidationError'],
    ['with one success enough', { HealthyThresholdCount: 1 }, 'ValidationError'],
    ['with a matcher above 499', { Matcher: { HttpCode: '200-500' } }, 'ValidationError'],
    ['with a health path that is none', { HealthCheckPath: 'healthz' }, 'ValidationError'],
    ['without health checks', { HealthCheckEnabled: false }, 'ValidationError'],
    ['of instances', { TargetType: 'instance' }, 'InvalidConfigurationRequest'],
    ['of protocol HTTPS', { Protocol: 'HTTPS' }, 'InvalidConfigurationRequest'],
    ['with a tag key twice', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] }, 'DuplicateTagKeys'],
    ['with 51 tags', { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, 'TooManyTags'],
  ])('%s is refused', async (_, input, code) => {
    await refused(create(input), code);
  });

  test('in use cannot be deleted', async () => {
    await refused(aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: group })), 'ResourceInUse', /is currently in use by a listener or a rule$/);
  });

  test('that is not there is not found', async () => {
    await refused(aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: GONE.group })), 'TargetGroupNotFound');
    await refused(aws.elb.send(new DescribeTargetGroupsCommand({ Names: ['gone'] })), 'TargetGroupNotFound');
    await refused(aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: GONE.group })), 'TargetGroupNotFound');
  });

  test.each([
    ['weather', 'fair', 'InvalidConfigurationRequest'],
    ['constructor', '1', 'InvalidConfigurationRequest'],
    ['deregistration_delay.timeout_seconds', '3601', 'ValidationError'],
    ['stickiness.enabled', 'yes', 'ValidationError'],
    ['stickiness.type', 'app_cookie', 'InvalidConfigurationRequest'],
  ])('is refused the attribute %s = %s', async (Key, Value, code) => {
    await refused(aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: group, Attributes: [{ Key, Value }] })), code);
  });

  test.each(['10.0.0.1', '8.8.8.8', 'i-0123456789abcdef0', 'example.com', '::1'])('is refused the target %s, which is not on this machine', async (Id) => {
    await refused(aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: '127.0.0.1' }, { Id }] })), 'InvalidTarget');
    expect((await aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group }))).TargetHealthDescriptions).toEqual([]);
  });

  test('takes 1000 targets at most', async () => {
    const Targets = Array.from({ length: 1_001 }, (_, i) => ({ Id: '127.0.0.1', Port: i + 1 }));
    await refused(aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets })), 'TooManyTargets');
  });
});

describe('a load balancer', () => {
  test.each<[string, object, string]>([
    ['of the same name with other settings', { Name: 'shop', Scheme: 'internal' }, 'DuplicateLoadBalancerName'],
    ['with one subnet', { Subnets: [NETWORK.subnets[0]] }, 'InvalidConfigurationRequest'],
    ['in an unknown subnet', { Subnets: [NETWORK.subnets[0], 'subnet-0'] }, 'SubnetNotFound'],
    ['with an unknown security group', { SecurityGroups: ['sg-0'] }, 'InvalidSecurityGroup'],
    ['with a name that begins with internal-', { Name: 'internal-a' }, 'ValidationError'],
    ['for networks', { Type: 'network' }, 'InvalidConfigurationRequest'],
  ])('%s is refused', async (_, input, code) => {
    await refused(aws.elb.send(new CreateLoadBalancerCommand({ Name: 'new', Subnets: [...NETWORK.subnets], ...input })), code);
  });

  test('that is not there is not found', async () => {
    await refused(aws.elb.send(new DescribeLoadBalancersCommand({ Names: ['gone'] })), 'LoadBalancerNotFound');
    await refused(aws.elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [GONE.balancer] })), 'LoadBalancerNotFound');
    await refused(aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: GONE.balancer })), 'LoadBalancerNotFound');
    await refused(aws.elb.send(new DescribeListenersCommand({})), 'ValidationError');
  });
});

describe('a listener', () => {
  test('on a port that another program has is refused, and nothing is created', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const asked = aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port: port, DefaultActions: [forwardTo(group)] }));
    await refused(asked, 'InvalidConfigurationRequest', new RegExp(`127.0.0.1:${port}.*Choose a free port`));
    holder.close();
    expect((await aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }))).Listeners).toHaveLength(1);
  });

  test('on a port of the same load balancer is the same one with the same action, and refused with another', async () => {
    const { Listeners } = await aws.elb.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
    const Port = Listeners?.[0]?.Port;
    const create = (action: Action) => aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port, DefaultActions: [action] }));
    expect((await create(forwardTo(group))).Listeners?.[0]?.ListenerArn).toBe(listener);
    await refused(create(forwardTo(sticky)), 'DuplicateListener');
  });

  test('of a protocol the sandbox lacks is refused', async () => {
    await refused(aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTPS', Port: await freePort(), DefaultActions: [forwardTo(group)] })), 'UnsupportedProtocol');
  });

  test('that is not there is not found', async () => {
    await refused(aws.elb.send(new DeleteListenerCommand({ ListenerArn: GONE.listener })), 'ListenerNotFound');
  });
});

describe('tags', () => {
  test('are read of 20 resources at most', async () => {
    await refused(aws.elb.send(new DescribeTagsCommand({ ResourceArns: Array.from({ length: 21 }, () => balancer) })), 'ValidationError');
  });

  test('are not put on what is not there, nor then on what is', async () => {
    await refused(aws.elb.send(new AddTagsCommand({ ResourceArns: [balancer, GONE.group], Tags: [{ Key: 'a', Value: '1' }] })), 'TargetGroupNotFound');
    expect((await aws.elb.send(new DescribeTagsCommand({ ResourceArns: [balancer] }))).TagDescriptions?.[0]?.Tags).toEqual([]);
  });
});
