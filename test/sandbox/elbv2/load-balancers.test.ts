import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeCapacityReservationCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ModifyLoadBalancerAttributesCommand,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type LoadBalancerAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../../sandbox/network.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from './aws-on-loopback.ts';
import { goneArn, refused, type Refusal } from './refused.ts';

const GONE = goneArn('loadbalancer/app/gone');
const [FIRST, SECOND] = NETWORK.subnets;

let aws: Aws;
let balancer: string;

beforeAll(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
});
afterAll(() => aws.close());

const create = (input: object) => aws.elb.send(new CreateLoadBalancerCommand({ Name: 'new', Subnets: [...NETWORK.subnets], ...input }));
const set = (...Attributes: LoadBalancerAttribute[]) => aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: balancer, Attributes }));
const attributes = async (LoadBalancerArn = balancer) =>
  Object.fromEntries((await aws.elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))).Attributes?.map(({ Key, Value }) => [Key, Value]) ?? []);

test('a load balancer is provisioning when it is created, active afterwards, and the same one when it is created again with the same settings', async () => {
  expect((await create({ Name: 'fresh' })).LoadBalancers).toMatchObject([{ State: { Code: 'provisioning' } }]);
  expect(await createLoadBalancer(aws)).toBe(balancer);
  const { LoadBalancers } = await aws.elb.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
  expect(LoadBalancers).toMatchObject([
    { LoadBalancerArn: balancer, State: { Code: 'active' }, Type: 'application', Scheme: 'internet-facing', IpAddressType: 'ipv4', VpcId: NETWORK.vpcId, SecurityGroups: [...NETWORK.securityGroups], CreatedTime: expect.any(Date) },
  ]);
  expect(LoadBalancers?.[0]?.AvailabilityZones).toMatchObject([{ ZoneName: NETWORK.zones[0], SubnetId: FIRST }, { ZoneName: NETWORK.zones[1], SubnetId: SECOND }]);
  expect(balancer).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer\/app\/shop\/[0-9a-f]{16}$/);
});

test('its attributes have AWS’s defaults and are changed one by one', async () => {
  expect(await attributes()).toEqual({
    'access_logs.s3.enabled': 'false',
    'access_logs.s3.bucket': '',
    'access_logs.s3.prefix': '',
    'connection_logs.s3.enabled': 'false',
    'connection_logs.s3.bucket': '',
    'connection_logs.s3.prefix': '',
    'health_check_logs.s3.enabled': 'false',
    'health_check_logs.s3.bucket': '',
    'health_check_logs.s3.prefix': '',
    'client_keep_alive.seconds': '3600',
    'deletion_protection.enabled': 'false',
    'idle_timeout.timeout_seconds': '60',
    'ipv6.deny_all_igw_traffic': 'false',
    'load_balancing.cross_zone.enabled': 'true',
    'routing.http.desync_mitigation_mode': 'defensive',
    'routing.http.drop_invalid_header_fields.enabled': 'false',
    'routing.http.preserve_host_header.enabled': 'false',
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
    'routing.http.xff_client_port.enabled': 'false',
    'routing.http.xff_header_processing.mode': 'append',
    'routing.http2.enabled': 'true',
    'waf.fail_open.enabled': 'false',
    'zonal_shift.config.enabled': 'false',
  });
  const { Attributes } = await set({ Key: 'idle_timeout.timeout_seconds', Value: '4000' }, { Key: 'access_logs.s3.bucket', Value: 'logs' }, { Key: 'access_logs.s3.enabled', Value: 'true' });
  expect(Attributes).toHaveLength(23);
  expect(await attributes()).toMatchObject({ 'idle_timeout.timeout_seconds': '4000', 'access_logs.s3.enabled': 'true', 'client_keep_alive.seconds': '3600' });
});

test('an internal one keeps the internet out by IPv6 too', async () => {
  const { LoadBalancers } = await create({ Name: 'inner', Scheme: 'internal' });
  expect(await attributes(LoadBalancers?.[0]?.LoadBalancerArn)).toMatchObject({ 'ipv6.deny_all_igw_traffic': 'true' });
});

test('subnets, security groups and the type of its addresses can be set anew', async () => {
  const target = { LoadBalancerArn: balancer };
  expect(await aws.elb.send(new SetSubnetsCommand({ ...target, SubnetMappings: [{ SubnetId: SECOND }, { SubnetId: FIRST }] }))).toMatchObject({ AvailabilityZones: [{ SubnetId: SECOND }, { SubnetId: FIRST }], IpAddressType: 'ipv4' });
  expect((await aws.elb.send(new SetSecurityGroupsCommand({ ...target, SecurityGroups: [...NETWORK.securityGroups] }))).SecurityGroupIds).toEqual([...NETWORK.securityGroups]);
  expect((await aws.elb.send(new SetIpAddressTypeCommand({ ...target, IpAddressType: 'ipv4' }))).IpAddressType).toBe('ipv4');
});

test('no capacity is reserved', async () => {
  expect(await aws.elb.send(new DescribeCapacityReservationCommand({ LoadBalancerArn: balancer }))).toMatchObject({ CapacityReservationState: [] });
});

test('it takes its listeners and rules with it and leaves its target groups; once gone it can be deleted again', async () => {
  const other = await createLoadBalancer(aws, 'other');
  const group = await createGroup(aws, 'others');
  const { arn, url } = await createListener(aws, other, forwardTo(group));
  for (let times = 0; times < 2; times++) await aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: other }));
  await expect(fetch(url)).rejects.toThrow();
  await refused(aws.elb.send(new DescribeListenersCommand({ ListenerArns: [arn] })), 'ListenerNotFound');
  expect((await aws.elb.send(new DescribeTargetGroupsCommand({ Names: ['others'] }))).TargetGroups).toMatchObject([{ LoadBalancerArns: [] }]);
});

test('protected against deletion it stays until the protection is taken away', async () => {
  const { LoadBalancers } = await create({ Name: 'kept' });
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const protect = (Value: string) => aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value }] }));
  await protect('true');
  await refused(aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })), 'OperationNotPermitted', `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`);
  await protect('false');
  await aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
});

describe('a load balancer is refused', () => {
  test.each<[string, object, ...Refusal]>([
    ['the name of another with other settings', { Name: 'shop', Scheme: 'internal' }, 'DuplicateLoadBalancerName', "A load balancer with the same name 'shop' exists, but with different settings"],
    ['one subnet', { Subnets: [FIRST] }, 'InvalidConfigurationRequest', 'At least two subnets in two different Availability Zones must be specified'],
    ['two subnets in one zone', { Subnets: [FIRST, SECOND, FIRST] }, 'InvalidConfigurationRequest', 'A load balancer cannot be attached to multiple subnets in the same Availability Zone'],
    ['an unknown subnet', { Subnets: [FIRST, 'subnet-0'] }, 'SubnetNotFound', "The subnet ID 'subnet-0' does not exist"],
    ['subnets and mappings at once', { SubnetMappings: [{ SubnetId: FIRST }] }, 'ValidationError'],
    ['an address of its own', { Subnets: undefined, SubnetMappings: [{ SubnetId: FIRST, AllocationId: 'eipalloc-1' }, { SubnetId: SECOND }] }, 'InvalidConfigurationRequest'],
    ['an unknown security group', { SecurityGroups: ['sg-0'] }, 'InvalidSecurityGroup'],
    ['an unknown scheme', { Scheme: 'open' }, 'ValidationError'],
    ['an unknown type', { Type: 'classic' }, 'ValidationError'],
    ['addresses of IPv6', { IpAddressType: 'dualstack' }, 'InvalidSubnet', 'You must specify subnets with an associated IPv6 CIDR block'],
    ['a name that begins with internal-', { Name: 'internal-a' }, 'ValidationError', "Load balancer name 'internal-a' cannot begin with 'internal-'"],
    ['a name of 33 characters', { Name: 'a'.repeat(33) }, 'ValidationError', /cannot be longer than '32' characters$/],
    ['a name that ends with a hyphen', { Name: 'a-' }, 'ValidationError'],
    ['a name with a dot', { Name: 'a.b' }, 'ValidationError'],
    ['to be one for networks', { Type: 'network' }, 'InvalidConfigurationRequest'],
    ['a tag key of AWS’s', { Tags: [{ Key: 'aws:a', Value: '1' }] }, 'ValidationError'],
  ])('%s', async (_, input, ...refusal) => {
    await refused(create(input), ...refusal);
  });

  test.each<[string, string, ...Refusal]>([
    ['weather', 'fair', 'ValidationError', "Load balancer attribute key 'weather' is not recognized"],
    ['constructor', '1', 'ValidationError', /is not recognized$/],
    ['idle_timeout.timeout_seconds', '0', 'ValidationError'],
    ['idle_timeout.timeout_seconds', '4001', 'ValidationError'],
    ['client_keep_alive.seconds', '59', 'ValidationError'],
    ['client_keep_alive.seconds', '604801', 'ValidationError'],
    ['routing.http.desync_mitigation_mode', 'lenient', 'ValidationError'],
    ['routing.http.xff_header_processing.mode', 'replace', 'ValidationError'],
    ['routing.http2.enabled', 'yes', 'ValidationError'],
    ['load_balancing.cross_zone.enabled', 'false', 'InvalidConfigurationRequest'],
    ['connection_logs.s3.enabled', 'true', 'ValidationError', "The value of 'connection_logs.s3.bucket' cannot be empty"],
    ['access_logs.s3.bucket', 'No Bucket', 'ValidationError'],
  ])('the attribute %s = %s', async (Key, Value, ...refusal) => {
    await refused(set({ Key, Value }), ...refusal);
  });

  test('attributes that are none, or that are given twice', async () => {
    await refused(set(), 'ValidationError');
    await refused(set({ Key: 'routing.http2.enabled', Value: 'true' }, { Key: 'routing.http2.enabled', Value: 'false' }), 'ValidationError');
  });

  test('settings that it could not be created with', async () => {
    const target = { LoadBalancerArn: balancer };
    await refused(aws.elb.send(new SetSubnetsCommand({ ...target, Subnets: [FIRST] })), 'InvalidConfigurationRequest');
    await refused(aws.elb.send(new SetSubnetsCommand({ ...target, Subnets: [FIRST, 'subnet-0'] })), 'SubnetNotFound');
    await refused(aws.elb.send(new SetSecurityGroupsCommand({ ...target, SecurityGroups: ['sg-0'] })), 'InvalidSecurityGroup');
    await refused(aws.elb.send(new SetSecurityGroupsCommand({ ...target, SecurityGroups: [] })), 'InvalidConfigurationRequest');
    await refused(aws.elb.send(new SetIpAddressTypeCommand({ ...target, IpAddressType: 'dualstack' })), 'InvalidSubnet');
  });

  test.each<[string, (LoadBalancerArn: string) => Promise<unknown>]>([
    ['DescribeLoadBalancers', (arn) => aws.elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [balancer, arn] }))],
    ['DescribeLoadBalancerAttributes', (arn) => attributes(arn)],
    ['ModifyLoadBalancerAttributes', (LoadBalancerArn) => aws.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: 'routing.http2.enabled', Value: 'true' }] }))],
    ['DescribeCapacityReservation', (LoadBalancerArn) => aws.elb.send(new DescribeCapacityReservationCommand({ LoadBalancerArn }))],
    ['DescribeListeners', (LoadBalancerArn) => aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn }))],
    ['DescribeTargetGroups', (LoadBalancerArn) => aws.elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn }))],
    ['SetSubnets', (LoadBalancerArn) => aws.elb.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets: [...NETWORK.subnets] }))],
    ['SetSecurityGroups', (LoadBalancerArn) => aws.elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [...NETWORK.securityGroups] }))],
    ['SetIpAddressType', (LoadBalancerArn) => aws.elb.send(new SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType: 'ipv4' }))],
  ])('%s where it is not there, or its ARN is none', async (_, ask) => {
    await refused(ask(GONE), 'LoadBalancerNotFound');
    await refused(ask('shop'), 'ValidationError', "'shop' is not a valid load balancer ARN");
  });

  test('a description by an unknown name, by names and ARNs at once, and a deletion by what is no ARN', async () => {
    await refused(aws.elb.send(new DescribeLoadBalancersCommand({ Names: ['gone'] })), 'LoadBalancerNotFound', "Load balancers '[gone]' not found");
    await refused(aws.elb.send(new DescribeLoadBalancersCommand({ Names: ['shop'], LoadBalancerArns: [balancer] })), 'ValidationError');
    await refused(aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: 'shop' })), 'ValidationError');
  });

  test('as the 51st of its account', async () => {
    const { LoadBalancers } = await aws.elb.send(new DescribeLoadBalancersCommand({}));
    for (let i = LoadBalancers?.length ?? 0; i < 50; i++) await create({ Name: `n${i}` });
    await refused(create({ Name: 'n50' }), 'TooManyLoadBalancers');
  });
});
