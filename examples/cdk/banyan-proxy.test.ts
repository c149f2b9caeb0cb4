import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AccountRootPrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { readConfig } from '../../proxy/config/config.ts';
import { iamPolicy } from '../../migrations/policy/iam-policy.ts';
import { exampleConfig } from '../../test/support/example-config.ts';
import { exampleMigration } from '../../test/support/example-migration.ts';
import { BanyanProxy } from './banyan-proxy.ts';
import { EngineRole } from './engine-role.ts';

const POLICY = iamPolicy(exampleConfig, [exampleMigration], { proxyRoles: ['arn:aws:iam::123456789012:role/banyan-proxy'], namespaceId: 'ns-1' });

/** The stack that a user would write around it. */
function synthesised() {
  const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const vpc = new Vpc(stack, 'Vpc');
  const securityGroup = new SecurityGroup(stack, 'Balancer', { vpc });
  const balancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc, securityGroup });
  const monolith = new ApplicationTargetGroup(stack, 'Monolith', { vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targetType: TargetType.IP });
  const listener = balancer.addListener('Http', { port: 80, defaultTargetGroups: [monolith] });
  const proxy = new BanyanProxy(stack, 'Proxy', {
    vpc,
    listener,
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    loadBalancerSecurityGroup: securityGroup,
    engineSecurityGroup: new SecurityGroup(stack, 'Engine', { vpc }),
    namespace: new PrivateDnsNamespace(stack, 'Names', { name: 'shop.internal', vpc }),
    image: ContainerImage.fromRegistry('registry.example/banyan-proxy:1'),
    legacyUrl: 'http://monolith.shop.internal:3000',
    unleashUrl: 'https://unleash.example/api',
    unleashClientToken: new Secret(stack, 'Unleash'),
    adminToken: new Secret(stack, 'Admin'),
  });
  const engine = new EngineRole(stack, 'EngineRole', { assumedBy: new AccountRootPrincipal(), policy: POLICY });
  return { template: Template.fromStack(stack), proxy, engine };
}

const { template, proxy, engine } = synthesised();
const only = (type: string): Record<string, never> => Object.values(template.findResources(type))[0]?.['Properties'] as Record<string, never>;

describe('the proxy', () => {
  test('has an environment that it can read', () => {
    const [container] = only('AWS::ECS::TaskDefinition')['ContainerDefinitions'] as readonly { Environment: readonly { Name: string; Value: string }[]; Secrets: readonly { Name: string }[] }[];
    const secrets = container?.Secrets.map(({ Name }) => [Name, 'a-secret-of-its-own']) ?? [];
    expect(secrets).toHaveLength(2);
    const config = readConfig(Object.fromEntries([...(container?.Environment.map(({ Name, Value }) => [Name, Value]) ?? []), ...secrets]));
    expect(config).toMatchObject({ listen: { port: 8080 }, admin: { port: 9901 } });
  });

  test('is a service that is never short of tasks, under the name that the configuration has', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceName: 'banyan-proxy',
      DesiredCount: 2,
      DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 100, MaximumPercent: 200, DeploymentCircuitBreaker: { Enable: true, Rollback: true } }),
      LoadBalancers: [{ ContainerName: 'banyan-proxy', ContainerPort: 8080, TargetGroupArn: Match.anyValue() }],
    });
    expect(proxy.config).toEqual(exampleConfig.proxy);
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: 'banyan-proxy', DnsConfig: Match.objectLike({ DnsRecords: [{ TTL: 10, Type: 'A' }] }) });
  });

  test('is attached to the listener by a rule that no caller meets, outside of Banyan’s priorities, before the service is made', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { Priority: 50, Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-banyan-operator', Values: ['proxy'] } }] });
    const { from } = exampleConfig.priorities;
    expect(from).toBeGreaterThan(50);
    const [rule] = Object.keys(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
    const [service] = Object.values(template.findResources('AWS::ECS::Service'));
    expect(service?.['DependsOn']).toContain(rule);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'banyan-proxy', HealthCheckPath: '/banyan/healthz', TargetType: 'ip' });
  });

  test('leaves the listener’s default action alone', () => {
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { DefaultActions: [{ Type: 'forward', TargetGroupArn: Match.anyValue() }] });
  });

  test('takes callers from the load balancer and operators from the engine, and nobody else', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties as { FromPort: number; SourceSecurityGroupId: object });
    expect(rules.map(({ FromPort }) => FromPort).toSorted((a, b) => a - b)).toEqual([8080, 9901]);
    expect(rules.every(({ SourceSecurityGroupId }) => SourceSecurityGroupId !== undefined)).toBe(true);
  });
});

describe('the roles', () => {
  test('let the proxy’s task do nothing, and its start read its two secrets and write its log', () => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties as { PolicyDocument: { Statement: readonly { Action: string | string[]; Resource: unknown }[] } });
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(new Set(statements.flatMap(({ Action }) => Action))).toEqual(new Set(['logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']));
    expect(statements.filter(({ Resource }) => Resource === '*')).toEqual([]);
  });

  test('let the engine do what `banyan plan --iam` prints, to the letter', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties as { Policies?: readonly { PolicyName: string; PolicyDocument: unknown }[] });
    const [policy] = roles.flatMap(({ Policies = [] }) => Policies);
    expect(engine.role.roleName).toBeDefined();
    expect(policy).toEqual({ PolicyName: 'banyan', PolicyDocument: JSON.parse(JSON.stringify(POLICY), asCdkWrites) as unknown });
  });
});

/** A list of one it writes as that one, which means the same to IAM. */
function asCdkWrites(member: string, value: unknown): unknown {
  return ['Action', 'Resource'].includes(member) && Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}
