import type { Template } from 'aws-cdk-lib/assertions';
import type { ON_THE_LISTENER, SCALING, ServiceMade } from '../what-both-make.ts';

type Properties = Readonly<Record<string, unknown>>;
interface Reference {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
}

/** A template's resources by their logical ids. */
export class Resources {
  readonly #template: Template;

  constructor(template: Template) {
    this.#template = template;
  }

  all(type: string): readonly (readonly [id: string, properties: Properties])[] {
    return Object.entries(this.#template.findResources(type)).map(([id, { Properties = {} }]) => [id, Properties as Properties]);
  }

  only(type: string, has: (properties: Properties) => boolean = () => true): Properties {
    const [found, ...others] = this.all(type).filter(([, properties]) => has(properties));
    if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} of ${type}`);
    return found[1];
  }

  of(type: string, reference: unknown): Properties {
    const id = idOf(reference);
    return this.all(type).find(([each]) => each === id)?.[1] ?? {};
  }
}

function idOf(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as Reference;
  return Ref ?? attribute?.[0] ?? '';
}

/** Services, task definitions and the rest say no more about each other than by references. */
export function serviceMade(resources: Resources, name: string): ServiceMade {
  const service = resources.only('AWS::ECS::Service', ({ ServiceName }) => ServiceName === name);
  const task = resources.only('AWS::ECS::TaskDefinition', ({ Family }) => Family === name);
  const [container] = task['ContainerDefinitions'] as readonly [Container];
  const { MinimumHealthyPercent, MaximumPercent, DeploymentCircuitBreaker } = service['DeploymentConfiguration'] as Deployment;
  const [loadBalancer] = (service['LoadBalancers'] ?? []) as readonly { ContainerName: string; ContainerPort: number }[];
  const [registry] = (service['ServiceRegistries'] ?? []) as readonly { RegistryArn: unknown }[];
  const [record] = registry ? (resources.of('AWS::ServiceDiscovery::Service', registry.RegistryArn)['DnsConfig'] as { DnsRecords: readonly { Type: string; TTL: number }[] }).DnsRecords : [];
  const { SecurityGroups: [group] } = (service['NetworkConfiguration'] as { AwsvpcConfiguration: { SecurityGroups: readonly [unknown] } }).AwsvpcConfiguration;
  return {
    task: {
      cpu: String(task['Cpu']), memory: String(task['Memory']), networkMode: String(task['NetworkMode']),
      architecture: (task['RuntimePlatform'] as { CpuArchitecture: string }).CpuArchitecture,
      hasRole: policiesOf(resources, task['TaskRoleArn']).length > 0,
    },
    container: {
      ports: container.PortMappings.map(({ ContainerPort }) => ContainerPort),
      environment: Object.fromEntries((container.Environment ?? []).map((each) => [each.Name, each.Value])),
      secrets: container.Secrets.map((each) => each.Name).toSorted(),
      command: container.Command ?? null,
      healthCheck: container.HealthCheck ? { command: container.HealthCheck.Command, interval: container.HealthCheck.Interval, timeout: container.HealthCheck.Timeout, retries: container.HealthCheck.Retries, startPeriod: container.HealthCheck.StartPeriod } : null,
      readonlyRootFilesystem: container.ReadonlyRootFilesystem,
      droppedCapabilities: container.LinuxParameters.Capabilities.Drop,
      stopTimeout: container.StopTimeout,
      logDriver: container.LogConfiguration.LogDriver,
    },
    logRetentionDays: Number(resources.of('AWS::Logs::LogGroup', container.LogConfiguration.Options['awslogs-group'])['RetentionInDays']),
    service: {
      launchType: String(service['LaunchType']),
      desiredCount: (service['DesiredCount'] as number | undefined) ?? null,
      healthyPercent: [MinimumHealthyPercent, MaximumPercent],
      circuitBreaker: { enable: DeploymentCircuitBreaker.Enable, rollback: DeploymentCircuitBreaker.Rollback },
      zoneRebalancing: service['AvailabilityZoneRebalancing'] === 'ENABLED',
      healthCheckGraceSeconds: (service['HealthCheckGracePeriodSeconds'] as number | undefined) ?? null,
      loadBalancer: loadBalancer ? { container: loadBalancer.ContainerName, port: loadBalancer.ContainerPort } : null,
    },
    name: record ? { type: record.Type, ttl: record.TTL } : null,
    lets: Object.fromEntries(resources.all('AWS::EC2::SecurityGroupIngress').filter(([, rule]) => idOf(rule['GroupId']) === idOf(group)).map(([, rule]) => [whose(idOf(rule['SourceSecurityGroupId'])), Number(rule['FromPort'])])),
    executionMay: [...new Set(policiesOf(resources, task['ExecutionRoleArn']).flatMap(({ Action }) => Action))].toSorted(),
  };
}

interface Container {
  readonly PortMappings: readonly { ContainerPort: number }[];
  readonly Environment?: readonly { Name: string; Value: string }[];
  readonly Secrets: readonly { Name: string }[];
  readonly Command?: readonly string[];
  readonly HealthCheck?: { Command: readonly string[]; Interval: number; Timeout: number; Retries: number; StartPeriod: number };
  readonly ReadonlyRootFilesystem: boolean;
  readonly LinuxParameters: { Capabilities: { Drop: readonly string[] } };
  readonly StopTimeout: number;
  readonly LogConfiguration: { LogDriver: string; Options: Readonly<Record<string, unknown>> };
}

interface Deployment {
  readonly MinimumHealthyPercent: number;
  readonly MaximumPercent: number;
  readonly DeploymentCircuitBreaker: { Enable: boolean; Rollback: boolean };
}

/** The security groups of the example's stack by their ids there. */
function whose(group: string): string {
  return group.startsWith('Balancer') ? 'the load balancer' : group.startsWith('Engine') ? 'the engine' : group;
}

export interface PolicyStatement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

export function policiesOf(resources: Resources, role: unknown): readonly PolicyStatement[] {
  const attached = resources.all('AWS::IAM::Policy').filter(([, { Roles }]) => (Roles as readonly unknown[]).some((each) => idOf(each) === idOf(role))).map(([, { PolicyDocument }]) => PolicyDocument);
  const own = ((resources.of('AWS::IAM::Role', role)['Policies'] ?? []) as readonly { PolicyDocument: unknown }[]).map(({ PolicyDocument }) => PolicyDocument);
  return [...attached, ...own].flatMap((document) => (document as { Statement: readonly PolicyStatement[] }).Statement);
}

export function listenerMade(resources: Resources): typeof ON_THE_LISTENER {
  const rule = resources.only('AWS::ElasticLoadBalancingV2::ListenerRule');
  const [{ HttpHeaderConfig: { HttpHeaderName: header, Values: values } }] = rule['Conditions'] as readonly [{ HttpHeaderConfig: { HttpHeaderName: string; Values: string[] } }];
  const group = resources.only('AWS::ElasticLoadBalancingV2::TargetGroup', ({ Name }) => Name !== undefined);
  const attributes = group['TargetGroupAttributes'] as readonly { Key: string; Value: string }[];
  return {
    rule: { priority: Number(rule['Priority']), header, values },
    targetGroup: {
      name: String(group['Name']), type: String(group['TargetType']), protocol: String(group['Protocol']), port: Number(group['Port']),
      deregistrationDelay: Number(attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds')?.Value),
      health: { path: String(group['HealthCheckPath']), interval: Number(group['HealthCheckIntervalSeconds']), timeout: Number(group['HealthCheckTimeoutSeconds']), healthy: Number(group['HealthyThresholdCount']), unhealthy: Number(group['UnhealthyThresholdCount']) },
    },
  };
}

export function scalingMade(resources: Resources): typeof SCALING {
  const target = resources.only('AWS::ApplicationAutoScaling::ScalableTarget');
  const policies = resources.all('AWS::ApplicationAutoScaling::ScalingPolicy').map(([, policy]) => policy['TargetTrackingScalingPolicyConfiguration'] as { TargetValue: number; PredefinedMetricSpecification: { PredefinedMetricType: string } });
  return { min: Number(target['MinCapacity']), max: Number(target['MaxCapacity']), targets: Object.fromEntries(policies.map((policy) => [policy.PredefinedMetricSpecification.PredefinedMetricType, policy.TargetValue])) as (typeof SCALING)['targets'] };
}
