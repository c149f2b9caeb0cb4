import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerAttributesCommand,
  ModifyListenerCommand,
  type Action,
  type Listener,
  type ListenerAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../../sandbox/network.ts';
import { createGroup, createListener, createLoadBalancer, forwardTo, startAws, type Aws } from './aws-on-loopback.ts';
import { ask } from './ask.ts';
import { goneArn, refused, type Refusal } from './refused.ts';
import { freePort } from '../../../demo/free-port.ts';

const GONE = goneArn('listener/app/gone/0');
const answer = (MessageBody: string): Action => ({ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody } });

let aws: Aws;
let balancer: string;
let group: string;
let second: string;
let othersGroup: string;
let listener: { arn: string; url: string; port: number };

beforeAll(async () => {
  aws = await startAws();
  balancer = await createLoadBalancer(aws);
  group = await createGroup(aws, 'group');
  second = await createGroup(aws, 'second');
  othersGroup = await createGroup(aws, 'others');
  listener = await createListener(aws, balancer, forwardTo(group));
  await createListener(aws, await createLoadBalancer(aws, 'other'), forwardTo(othersGroup));
});
afterAll(() => aws.close());

const create = async (input: object): Promise<Listener> => {
  const asked = { LoadBalancerArn: balancer, Protocol: 'HTTP' as const, Port: await freePort(), DefaultActions: [forwardTo(group)], ...input };
  return (await aws.elb.send(new CreateListenerCommand(asked))).Listeners?.[0] as Listener;
};
const modify = (input: object, ListenerArn = listener.arn) => aws.elb.send(new ModifyListenerCommand({ ListenerArn, ...input }));
const remove = (ListenerArn: string | undefined) => aws.elb.send(new DeleteListenerCommand({ ListenerArn }));
const shown = async () => (await aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer }))).Listeners;
const attributes = async (ListenerArn = listener.arn) =>
  Object.fromEntries((await aws.elb.send(new DescribeListenerAttributesCommand({ ListenerArn }))).Attributes?.map(({ Key, Value }) => [Key, Value]) ?? []);
const set = (ListenerArn: string, ...Attributes: ListenerAttribute[]) => aws.elb.send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes }));

describe('a listener', () => {
  test('shows its default action in both forms, and so does its default rule', async () => {
    const DefaultActions = [{ Type: 'forward', TargetGroupArn: group, ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }] } }];
    expect(await shown()).toMatchObject([{ ListenerArn: listener.arn, LoadBalancerArn: balancer, Port: listener.port, Protocol: 'HTTP', DefaultActions }]);
    expect((await shown())?.[0]).not.toHaveProperty('SslPolicy');
    expect((await aws.elb.send(new DescribeRulesCommand({ ListenerArn: listener.arn }))).Rules).toMatchObject([{ Priority: 'default', IsDefault: true, Actions: DefaultActions }]);
    expect(listener.arn).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:listener\/app\/shop(?:\/[0-9a-f]{16}){2}$/);
  });

  test('created again with the same settings is the same one', async () => {
    expect((await create({ Port: listener.port })).ListenerArn).toBe(listener.arn);
  });

  test('changes its default action and its port, and keeps what is not given', async () => {
    const extra = await createListener(aws, balancer, answer('one'));
    const port = await freePort();
    await modify({ Port: port }, extra.arn);
    expect((await ask(`http://127.0.0.1:${port}`)).body).toBe('one');
    await expect(ask(extra.url)).rejects.toThrow();
    await modify({ DefaultActions: [answer('two')] }, extra.arn);
    expect((await ask(`http://127.0.0.1:${port}`)).body).toBe('two');
    await remove(extra.arn);
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });

  test('has attributes with AWS’s defaults, which are changed one by one', async () => {
    expect(await attributes()).toEqual({
      'routing.http.response.server.enabled': 'true',
      'routing.http.response.strict_transport_security.header_value': '',
      'routing.http.response.access_control_allow_origin.header_value': '',
      'routing.http.response.access_control_allow_methods.header_value': '',
      'routing.http.response.access_control_allow_headers.header_value': '',
      'routing.http.response.access_control_allow_credentials.header_value': '',
      'routing.http.response.access_control_expose_headers.header_value': '',
      'routing.http.response.access_control_max_age.header_value': '',
      'routing.http.response.content_security_policy.header_value': '',
      'routing.http.response.x_content_type_options.header_value': '',
      'routing.http.response.x_frame_options.header_value': '',
    });
    const extra = await createListener(aws, balancer, answer('one'));
    await set(extra.arn, { Key: 'routing.http.response.x_frame_options.header_value', Value: 'DENY' });
    expect(await attributes(extra.arn)).toMatchObject({ 'routing.http.response.x_frame_options.header_value': 'DENY', 'routing.http.response.server.enabled': 'true' });
    await remove(extra.arn);
  });
});

describe('a listener is refused', () => {
  test('a port that another program has; nothing is created', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    await refused(create({ Port: port }), 'InvalidConfigurationRequest', new RegExp(`127.0.0.1:${port}.*Choose a free port`));
    await refused(modify({ Port: port }), 'InvalidConfigurationRequest');
    holder.close();
    expect(await shown()).toMatchObject([{ Port: listener.port }]);
  });

  test('the port of another one of its load balancer', async () => {
    const words = `A listener already exists on this port for this load balancer '${balancer}'`;
    await refused(create({ Port: listener.port, DefaultActions: [forwardTo(second)] }), 'DuplicateListener', words);
    const extra = await createListener(aws, balancer, answer('one'));
    await refused(modify({ Port: listener.port }, extra.arn), 'DuplicateListener', words);
    await remove(extra.arn);
  });

  test.each<[string, () => object, ...Refusal]>([
    ['to have no protocol', () => ({ Protocol: undefined }), 'ValidationError', 'A listener protocol must be specified'],
    ['to have no port', () => ({ Port: undefined }), 'ValidationError', 'A listener port must be specified'],
    ['port 0', () => ({ Port: 0 }), 'ValidationError'],
    ['port 65536', () => ({ Port: 65_536 }), 'ValidationError'],
    ['an unknown protocol', () => ({ Protocol: 'FTP' }), 'ValidationError'],
    ['a protocol of network load balancers', () => ({ Protocol: 'TCP' }), 'ValidationError', "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'"],
    ['no default action', () => ({ DefaultActions: [] }), 'ValidationError'],
    ['two default actions', () => ({ DefaultActions: [{ ...answer('1'), Order: 1 }, { ...answer('2'), Order: 2 }] }), 'InvalidLoadBalancerAction'],
    ['an unknown target group', () => ({ DefaultActions: [forwardTo(goneArn('targetgroup/gone'))] }), 'TargetGroupNotFound'],
    ['another load balancer’s target group', () => ({ DefaultActions: [forwardTo(othersGroup)] }), 'TargetGroupAssociationLimit'],
    ['an SSL policy without TLS', () => ({ SslPolicy: 'ELBSecurityPolicy-2016-08' }), 'ValidationError'],
    ['a certificate without TLS', () => ({ Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/a' }] }), 'ValidationError'],
    ['mutual authentication without TLS', () => ({ MutualAuthentication: { Mode: 'passthrough' } }), 'ValidationError'],
    ['an ALPN policy', () => ({ AlpnPolicy: ['HTTP2Preferred'] }), 'ALPNPolicyNotFound'],
    ['a tag key twice', () => ({ Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] }), 'DuplicateTagKeys'],
    ['a load balancer that is not there', () => ({ LoadBalancerArn: goneArn('loadbalancer/app/gone') }), 'LoadBalancerNotFound'],
  ])('%s', async (_, input, ...refusal) => {
    await refused(create(input()), ...refusal);
    expect(await shown()).toHaveLength(1);
  });

  test.each(['GRPC', 'HTTP2'] as const)('a target group of %s without TLS, by its default action and by a rule', async (ProtocolVersion) => {
    const { TargetGroups } = await aws.elb.send(new CreateTargetGroupCommand({ Name: ProtocolVersion, Protocol: 'HTTP', ProtocolVersion, Port: 80, VpcId: NETWORK.vpcId, TargetType: 'ip' }));
    const action = forwardTo(TargetGroups?.[0]?.TargetGroupArn ?? '');
    const words = `Listener protocol 'HTTP' is not supported with a target group with the protocol-version '${ProtocolVersion}'`;
    await refused(create({ DefaultActions: [action] }), 'InvalidLoadBalancerAction', words);
    await refused(modify({ DefaultActions: [action] }), 'InvalidLoadBalancerAction', words);
    await refused(aws.elb.send(new CreateRuleCommand({ ListenerArn: listener.arn, Priority: 1, Conditions: [{ Field: 'path-pattern', Values: ['/a'] }], Actions: [action] })), 'InvalidLoadBalancerAction', words);
  });

  test.each<[string, string, ...Refusal]>([
    ['weather', 'fair', 'ValidationError', "Listener attribute key 'weather' is not recognized"],
    ['tcp.idle_timeout.seconds', '60', 'ValidationError'],
    ['routing.http.request.x_amzn_tls_version.header_name', 'x-tls', 'ValidationError'],
    ['routing.http.response.server.enabled', 'no', 'ValidationError'],
    ['routing.http.response.x_frame_options.header_value', 'ALLOW', 'ValidationError'],
    ['routing.http.response.x_content_type_options.header_value', 'sniff', 'ValidationError'],
    ['routing.http.response.access_control_max_age.header_value', 'long', 'ValidationError'],
    ['routing.http.response.content_security_policy.header_value', 'a\nb', 'ValidationError'],
  ])('the attribute %s = %s', async (Key, Value, ...refusal) => {
    await refused(set(listener.arn, { Key, Value }), ...refusal);
  });

  test.each<[string, (ListenerArn: string) => Promise<unknown>]>([
    ['DescribeListeners', (arn) => aws.elb.send(new DescribeListenersCommand({ ListenerArns: [listener.arn, arn] }))],
    ['ModifyListener', (arn) => modify({}, arn)],
    ['DeleteListener', (arn) => remove(arn)],
    ['DescribeListenerAttributes', (arn) => attributes(arn)],
    ['ModifyListenerAttributes', (arn) => set(arn, { Key: 'routing.http.response.server.enabled', Value: 'true' })],
  ])('%s where it is not there, or its ARN is none', async (_, call) => {
    await refused(call(GONE), 'ListenerNotFound');
    await refused(call('http'), 'ValidationError', "'http' is not a valid listener ARN");
  });

  test('a description without a load balancer, and with two kinds of ARN', async () => {
    await refused(aws.elb.send(new DescribeListenersCommand({})), 'ValidationError');
    await refused(aws.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer, ListenerArns: [listener.arn] })), 'ValidationError');
  });

  test('as the 51st of its load balancer', async () => {
    for (let i = (await shown())?.length ?? 0; i < 50; i++) await create({ DefaultActions: [answer('')] });
    await refused(create({}), 'TooManyListeners');
  });
});
