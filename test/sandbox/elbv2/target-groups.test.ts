import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  type TargetDescription,
  type TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../../sandbox/network.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from './aws-on-loopback.ts';
import { goneArn, refused, type Refusal } from './refused.ts';

const GONE = goneArn('targetgroup/gone');
const LAMBDA = { TargetType: 'lambda', Protocol: undefined, Port: undefined, VpcId: undefined } as const;

let aws: Aws;
let balancer: string;
/** On the load balancer. */
let used: string;
let unused: string;

beforeAll(async () => {
  // In real time, so that a thousand targets are not probed over and over.
  aws = await startAws({ timeScale: 1 });
  balancer = await createLoadBalancer(aws);
  used = await createGroup(aws, 'used');
  unused = await createGroup(aws, 'unused');
  await createListener(aws, balancer, forwardTo(used));
});
afterAll(() => aws.close());

const create = async (input: object) =>
  (await aws.elb.send(new CreateTargetGroupCommand({ Name: 'new', Protocol: 'HTTP', Port: 3000, VpcId: NETWORK.vpcId, TargetType: 'ip', ...input }))).TargetGroups?.[0];
const set = (TargetGroupArn: string, ...Attributes: TargetGroupAttribute[]) => aws.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
const attributes = async (TargetGroupArn = unused) =>
  Object.fromEntries((await aws.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))).Attributes?.map(({ Key, Value }) => [Key, Value]) ?? []);
const register = (TargetGroupArn: string, ...Targets: TargetDescription[]) => aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
const health = async (TargetGroupArn: string, input: object = {}) => (await aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn, ...input }))).TargetHealthDescriptions;

describe('a target group', () => {
  test('is checked as AWS does by default', async () => {
    expect(await create({ Name: 'plain' })).toMatchObject({
      Protocol: 'HTTP', ProtocolVersion: 'HTTP1', Port: 3000, TargetType: 'ip', IpAddressType: 'ipv4', LoadBalancerArns: [], HealthCheckEnabled: true, HealthCheckProtocol: 'HTTP', HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/', HealthCheckIntervalSeconds: 30, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 5, UnhealthyThresholdCount: 2, Matcher: { HttpCode: '200' },
    });
  });

  test('of gRPC has its own check', async () => {
    expect(await create({ Name: 'grpc', ProtocolVersion: 'GRPC' })).toMatchObject({ ProtocolVersion: 'GRPC', HealthCheckPath: '/AWS.ALB/healthcheck', Matcher: { GrpcCode: '12' } });
    expect(await create({ Name: 'grpc-range', ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '0-5,99' } })).toMatchObject({ Matcher: { GrpcCode: '0-5,99' } });
  });

  test('may speak TLS and HTTP/2 with its targets, and be for instances', async () => {
    expect(await create({ Name: 'h2', Protocol: 'HTTPS', ProtocolVersion: 'HTTP2', HealthCheckProtocol: 'HTTPS' })).toMatchObject({ Protocol: 'HTTPS', ProtocolVersion: 'HTTP2', HealthCheckProtocol: 'HTTPS' });
    expect(await create({ Name: 'instances', TargetType: undefined })).toMatchObject({ TargetType: 'instance' });
  });

  test('of a Lambda function has neither port nor protocol and is not checked', async () => {
    const group = await create({ Name: 'lambda', ...LAMBDA });
    expect(group).toMatchObject({ TargetType: 'lambda', HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35, HealthCheckTimeoutSeconds: 30, UnhealthyThresholdCount: 5 });
    for (const member of ['Protocol', 'Port', 'VpcId', 'HealthCheckPort']) expect(group).not.toHaveProperty(member);
    expect(await attributes(group?.TargetGroupArn)).toEqual({ 'lambda.multi_value_headers.enabled': 'false' });
  });

  test('created again with the same settings is the same one', async () => {
    expect(await createGroup(aws, 'used')).toBe(used);
    expect(used).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup\/used\/[0-9a-f]{16}$/);
  });

  test('is found by its load balancer, and knows it', async () => {
    expect((await aws.elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer }))).TargetGroups).toMatchObject([{ TargetGroupArn: used, LoadBalancerArns: [balancer] }]);
  });

  test('changes its health check in part', async () => {
    const { TargetGroups } = await aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: unused, HealthCheckPath: '/ready', Matcher: { HttpCode: '200-299,404' } }));
    expect(TargetGroups).toMatchObject([{ HealthCheckPath: '/ready', HealthCheckIntervalSeconds: 5, Matcher: { HttpCode: '200-299,404' } }]);
  });

  test('has attributes with AWS’s defaults, which are changed one by one', async () => {
    expect(await attributes()).toEqual({
      'deregistration_delay.timeout_seconds': '300',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.cookie_name': '',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'slow_start.duration_seconds': '0',
      'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    });
    await set(unused, { Key: 'deregistration_delay.timeout_seconds', Value: '3600' });
    expect(await attributes()).toMatchObject({ 'deregistration_delay.timeout_seconds': '3600', 'stickiness.enabled': 'false' });
  });

  test('takes every value that goes with the others', async () => {
    const arn = (await create({ Name: 'tuned' }))?.TargetGroupArn ?? '';
    await set(arn, { Key: 'load_balancing.algorithm.type', Value: 'weighted_random' }, { Key: 'load_balancing.algorithm.anomaly_mitigation', Value: 'on' });
    await set(arn, { Key: 'load_balancing.algorithm.anomaly_mitigation', Value: 'off' }, { Key: 'load_balancing.algorithm.type', Value: 'round_robin' }, { Key: 'slow_start.duration_seconds', Value: '30' });
    await set(arn, { Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'app_cookie' }, { Key: 'stickiness.app_cookie.cookie_name', Value: 'SHOP' });
    await set(arn, { Key: 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', Value: '50' }, { Key: 'target_group_health.dns_failover.minimum_healthy_targets.count', Value: 'off' });
  });

  test('that is gone can be deleted again', async () => {
    const arn = await createGroup(aws, 'gone');
    for (let times = 0; times < 2; times++) await aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
  });
});

describe('a target', () => {
  test('is known by its address and port together, and harmless to register again', async () => {
    const arn = await createGroup(aws, 'ports');
    for (let times = 0; times < 2; times++) await register(arn, { Id: '127.0.0.1', Port: 3001 }, { Id: '127.0.0.1', Port: 3002 }, { Id: '127.0.0.1' });
    expect((await health(arn))?.map(({ Target, TargetHealth }) => [Target?.Port, TargetHealth?.State, TargetHealth?.Reason])).toEqual([3001, 3002, 3000].map((port) => [port, 'unused', 'Target.NotInUse']));
  });

  test('that was never registered is unused, and can be deregistered', async () => {
    const Targets = [{ Id: '127.9.9.9', Port: 80 }];
    await aws.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: unused, Targets }));
    expect(await health(unused, { Targets })).toMatchObject([{ TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } }]);
  });

  test('shows anomalies only where they are asked for', async () => {
    const Targets = [{ Id: '127.9.9.9', Port: 80 }];
    expect((await health(unused, { Targets }))?.[0]).not.toHaveProperty('AnomalyDetection');
    expect(await health(unused, { Targets, Include: ['AnomalyDetection'] })).toMatchObject([{ AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' } }]);
    await refused(health(unused, { Targets, Include: ['Weather'] }), 'ValidationError');
  });

  test.each(['10.0.0.1', '8.8.8.8', 'i-0123456789abcdef0', 'example.com', '::1'])('%s, which is not on this machine, is refused, and so are those beside it', async (Id) => {
    await refused(register(unused, { Id: '127.0.0.1' }, { Id }), 'InvalidTarget');
    expect(await health(unused)).toEqual([]);
  });

  test.each<[string, TargetDescription[], ...Refusal]>([
    ['no target', [], 'ValidationError'],
    ['port 0', [{ Id: '127.0.0.1', Port: 0 }], 'ValidationError'],
    ['port 65536', [{ Id: '127.0.0.1', Port: 65_536 }], 'ValidationError'],
    ['an unknown zone', [{ Id: '127.0.0.1', AvailabilityZone: 'us-east-1z' }], 'ValidationError'],
    ['a QUIC server ID', [{ Id: '127.0.0.1', QuicServerId: '0x0123456789abcdef' }], 'ValidationError'],
    ['1001 targets', Array.from({ length: 1_001 }, (_, i) => ({ Id: '127.0.0.1', Port: i + 1 })), 'TooManyTargets'],
  ])('is refused with %s', async (_, targets, ...refusal) => {
    await refused(register(unused, ...targets), ...refusal);
  });

  test('of an instance or a function is refused: there are none', async () => {
    await refused(register((await create({ Name: 'instances', TargetType: 'instance' }))?.TargetGroupArn ?? '', { Id: 'i-0123456789abcdef0' }), 'InvalidTarget');
    await refused(register((await create({ Name: 'lambda', ...LAMBDA }))?.TargetGroupArn ?? '', { Id: 'arn:aws:lambda:us-east-1:000000000000:function:f' }), 'InvalidTarget');
  });

  test('is refused as the 1001st of its load balancer', async () => {
    const many = await createGroup(aws, 'many');
    const few = await createGroup(aws, 'few');
    await register(many, ...Array.from({ length: 999 }, (_, i) => ({ Id: '127.1.0.1', Port: i + 1 })));
    await register(few, { Id: '127.1.0.1', Port: 1 });
    const full = await createLoadBalancer(aws, 'full');
    const split = { Type: 'forward' as const, ForwardConfig: { TargetGroups: [{ TargetGroupArn: many, Weight: 0 }, { TargetGroupArn: few, Weight: 0 }] } };
    await createListener(aws, full, split);
    await refused(register(few, { Id: '127.1.0.1', Port: 2 }), 'TooManyTargets');
    await aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: full }));
  });
});

describe('a target group is refused', () => {
  test.each<[string, object, ...Refusal]>([
    ['the name of another with other settings', { Name: 'used', Port: 4000 }, 'DuplicateTargetGroupName', "A target group with the same name 'used' exists, but with different settings"],
    ['a name of 33 characters', { Name: 'a'.repeat(33) }, 'ValidationError', /cannot be longer than '32' characters$/],
    ['a name that begins with a hyphen', { Name: '-a' }, 'ValidationError'],
    ['an underscore in its name', { Name: 'a_b' }, 'ValidationError'],
    ['to have no protocol', { Protocol: undefined }, 'ValidationError', 'A protocol must be specified'],
    ['to have no port', { Port: undefined }, 'ValidationError', 'A port must be specified'],
    ['port 0', { Port: 0 }, 'ValidationError'],
    ['port 65536', { Port: 65_536 }, 'ValidationError'],
    ['to have no VPC', { VpcId: undefined }, 'ValidationError'],
    ['an unknown VPC', { VpcId: 'vpc-0' }, 'ValidationError'],
    ['an unknown protocol', { Protocol: 'FTP' }, 'ValidationError'],
    ['a protocol of network load balancers', { Protocol: 'TCP' }, 'InvalidConfigurationRequest'],
    ['an unknown protocol version', { ProtocolVersion: 'HTTP3' }, 'ValidationError'],
    ['an unknown target type', { TargetType: 'pod' }, 'ValidationError'],
    ['targets that are load balancers', { TargetType: 'alb' }, 'InvalidConfigurationRequest'],
    ['addresses of IPv6', { IpAddressType: 'ipv6' }, 'InvalidConfigurationRequest'],
    ['a port for a function', { ...LAMBDA, Port: 80 }, 'ValidationError'],
    ['an interval of 4 s', { HealthCheckIntervalSeconds: 4 }, 'ValidationError'],
    ['an interval of 301 s', { HealthCheckIntervalSeconds: 301 }, 'ValidationError'],
    ['a timeout of 1 s', { HealthCheckTimeoutSeconds: 1 }, 'ValidationError'],
    ['a timeout as long as its interval', { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 5 }, 'ValidationError', "Health check timeout '5' must be smaller than the interval '5'"],
    ['one success as enough', { HealthyThresholdCount: 1 }, 'ValidationError'],
    ['eleven failures as needed', { UnhealthyThresholdCount: 11 }, 'ValidationError'],
    ['a matcher above 499', { Matcher: { HttpCode: '200-500' } }, 'ValidationError', "Health check matcher HTTP code '200-500' must be within '200-499' inclusive"],
    ['a matcher that runs backwards', { Matcher: { HttpCode: '299-200' } }, 'ValidationError'],
    ['a gRPC matcher for HTTP', { Matcher: { GrpcCode: '0' } }, 'ValidationError'],
    ['an HTTP matcher for gRPC', { ProtocolVersion: 'GRPC', Matcher: { HttpCode: '200' } }, 'ValidationError'],
    ['a gRPC matcher above 99', { ProtocolVersion: 'GRPC', Matcher: { GrpcCode: '100' } }, 'ValidationError'],
    ['a health path that is none', { HealthCheckPath: 'healthz' }, 'ValidationError'],
    ['a health port that is none', { HealthCheckPort: 'http' }, 'ValidationError'],
    ['a health check of TCP', { HealthCheckProtocol: 'TCP' }, 'InvalidConfigurationRequest'],
    ['to go without health checks', { HealthCheckEnabled: false }, 'ValidationError'],
    ['a tag key twice', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] }, 'DuplicateTagKeys'],
    ['51 tags', { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, 'TooManyTags'],
  ])('%s', async (_, input, ...refusal) => {
    await refused(create(input), ...refusal);
  });

  test.each<[string, string, ...Refusal]>([
    ['weather', 'fair', 'ValidationError', "Target group attribute key 'weather' is not recognized"],
    ['constructor', '1', 'ValidationError', /is not recognized$/],
    ['lambda.multi_value_headers.enabled', 'true', 'ValidationError'],
    ['deregistration_delay.timeout_seconds', '3601', 'ValidationError'],
    ['deregistration_delay.timeout_seconds', '-1', 'ValidationError'],
    ['stickiness.enabled', 'yes', 'ValidationError'],
    ['stickiness.type', 'source_ip', 'ValidationError'],
    ['stickiness.lb_cookie.duration_seconds', '604801', 'ValidationError'],
    ['stickiness.app_cookie.duration_seconds', '0', 'ValidationError'],
    ['stickiness.app_cookie.cookie_name', 'AWSALBTG', 'ValidationError'],
    ['load_balancing.algorithm.type', 'random', 'ValidationError'],
    ['load_balancing.algorithm.anomaly_mitigation', 'on', 'InvalidConfigurationRequest'],
    ['load_balancing.cross_zone.enabled', 'maybe', 'ValidationError'],
    ['slow_start.duration_seconds', '29', 'ValidationError'],
    ['slow_start.duration_seconds', '901', 'ValidationError'],
    ['target_group_health.dns_failover.minimum_healthy_targets.percentage', '101', 'ValidationError'],
    ['target_group_health.unhealthy_state_routing.minimum_healthy_targets.count', 'off', 'ValidationError'],
  ])('the attribute %s = %s', async (Key, Value, ...refusal) => {
    await refused(set(used, { Key, Value }), ...refusal);
  });

  test.each<[string, TargetGroupAttribute[]]>([
    ['slow start with least outstanding requests', [{ Key: 'load_balancing.algorithm.type', Value: 'least_outstanding_requests' }, { Key: 'slow_start.duration_seconds', Value: '30' }]],
    ['slow start with weighted random', [{ Key: 'load_balancing.algorithm.type', Value: 'weighted_random' }, { Key: 'slow_start.duration_seconds', Value: '30' }]],
    ['stickiness without cross-zone load balancing', [{ Key: 'stickiness.enabled', Value: 'true' }, { Key: 'load_balancing.cross_zone.enabled', Value: 'false' }]],
    ['an application’s cookie without a name', [{ Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'app_cookie' }]],
  ])('%s', async (_, given) => {
    await refused(set(used, ...given), 'InvalidConfigurationRequest');
    expect(await attributes(used)).toMatchObject({ 'stickiness.enabled': 'false', 'slow_start.duration_seconds': '0' });
  });

  test('its deletion while it is in use', async () => {
    await refused(aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: used })), 'ResourceInUse', `Target group '${used}' is currently in use by a listener or a rule`);
  });

  test.each<[string, (TargetGroupArn: string) => Promise<unknown>]>([
    ['DescribeTargetGroups', (arn) => aws.elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [used, arn] }))],
    ['ModifyTargetGroup', (TargetGroupArn) => aws.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn }))],
    ['DescribeTargetGroupAttributes', (arn) => attributes(arn)],
    ['ModifyTargetGroupAttributes', (arn) => set(arn, { Key: 'stickiness.enabled', Value: 'true' })],
    ['RegisterTargets', (arn) => register(arn, { Id: '127.0.0.1' })],
    ['DeregisterTargets', (TargetGroupArn) => aws.elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '127.0.0.1' }] }))],
    ['DescribeTargetHealth', (arn) => health(arn)],
  ])('%s where it is not there, or its ARN is none', async (_, ask) => {
    await refused(ask(GONE), 'TargetGroupNotFound');
    await refused(ask('used'), 'ValidationError', "'used' is not a valid target group ARN");
  });

  test('a description by an unknown name, or in two ways at once', async () => {
    await refused(aws.elb.send(new DescribeTargetGroupsCommand({ Names: ['gone'] })), 'TargetGroupNotFound', 'One or more target groups not found');
    await refused(aws.elb.send(new DescribeTargetGroupsCommand({ Names: ['used'], LoadBalancerArn: balancer })), 'ValidationError');
    await refused(aws.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: 'used' })), 'ValidationError');
  });
});
