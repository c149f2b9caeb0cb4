import type { SCALING, ServiceMade } from '../what-both-make.ts';
import type { Block, Made, Module } from './evaluate.ts';

/** Members of a block within, of which there is one or none. */
const one = (values: Block, name: string): Block | undefined => (values[name] as readonly Block[] | undefined)?.[0];

export function only(made: readonly Made[], type: string, name?: string): Block {
  const [found, ...others] = made.filter((each) => each.type === type && (name === undefined || each.name === name));
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} of ${type}`);
  return found.values;
}

export function policyOf(made: readonly Made[], role: string): readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[] {
  return (JSON.parse(String(only(made, 'aws_iam_role_policy', role)['policy'])) as { Statement: ReturnType<typeof policyOf> }).Statement;
}

interface Container {
  readonly portMappings: readonly { containerPort: number }[];
  readonly environment: readonly { name: string; value: string }[];
  readonly secrets: readonly { name: string }[];
  readonly command?: readonly string[];
  readonly healthCheck?: ServiceMade['container']['healthCheck'];
  readonly readonlyRootFilesystem: boolean;
  readonly linuxParameters: { capabilities: { drop: readonly string[] } };
  readonly stopTimeout: number;
  readonly logConfiguration: { logDriver: string };
}

/** A service as the module makes it: what was evaluated, and of what Terraform is told to leave alone, the module as it was read. */
export function serviceMade(made: readonly Made[], { resource }: Module): ServiceMade {
  const task = only(made, 'aws_ecs_task_definition');
  const [container] = JSON.parse(String(task['container_definitions'])) as readonly [Container];
  const service = only(made, 'aws_ecs_service');
  const [[asWritten] = [{}]] = Object.values(resource?.['aws_ecs_service'] ?? {});
  const ignored = one(asWritten, 'lifecycle')?.['ignore_changes'] as readonly string[] | undefined;
  const loadBalancer = one(service, 'load_balancer');
  const [name] = made.filter(({ type }) => type === 'aws_service_discovery_service').map(({ values }) => one(one(values, 'dns_config') ?? {}, 'dns_records'));
  const lets = made.filter(({ type }) => type === 'aws_vpc_security_group_ingress_rule').map(({ values }) => [String(values['referenced_security_group_id']), Number(values['from_port'])] as const);
  return {
    task: { cpu: String(task['cpu']), memory: String(task['memory']), networkMode: String(task['network_mode']), architecture: String(one(task, 'runtime_platform')?.['cpu_architecture']), hasRole: task['task_role_arn'] !== null },
    container: {
      ports: container.portMappings.map(({ containerPort }) => containerPort),
      environment: Object.fromEntries(container.environment.map((each) => [each.name, each.value])),
      secrets: container.secrets.map((each) => each.name).toSorted(),
      command: container.command ?? null,
      healthCheck: container.healthCheck ?? null,
      readonlyRootFilesystem: container.readonlyRootFilesystem,
      droppedCapabilities: container.linuxParameters.capabilities.drop,
      stopTimeout: container.stopTimeout,
      logDriver: container.logConfiguration.logDriver,
    },
    logRetentionDays: Number(only(made, 'aws_cloudwatch_log_group')['retention_in_days']),
    service: {
      launchType: String(service['launch_type']),
      desiredCount: ignored?.includes('${desired_count}') ? null : Number(service['desired_count']),
      healthyPercent: [Number(service['deployment_minimum_healthy_percent']), Number(service['deployment_maximum_percent'])],
      circuitBreaker: one(service, 'deployment_circuit_breaker') as ServiceMade['service']['circuitBreaker'],
      zoneRebalancing: service['availability_zone_rebalancing'] === 'ENABLED',
      healthCheckGraceSeconds: (service['health_check_grace_period_seconds'] as number | undefined) ?? null,
      loadBalancer: loadBalancer ? { container: String(loadBalancer['container_name']), port: Number(loadBalancer['container_port']) } : null,
    },
    name: name ? { type: String(name['type']), ttl: Number(name['ttl']) } : null,
    lets: Object.fromEntries(lets),
    executionMay: policyOf(made, 'execution').flatMap(({ Action }) => Action).toSorted(),
  };
}

export function scalingMade(made: readonly Made[]): typeof SCALING {
  const target = only(made, 'aws_appautoscaling_target');
  const policies = made.filter(({ type }) => type === 'aws_appautoscaling_policy').map(({ values }) => one(values, 'target_tracking_scaling_policy_configuration') ?? {});
  const targets = policies.map((policy) => [String(one(policy, 'predefined_metric_specification')?.['predefined_metric_type']), Number(policy['target_value'])]);
  return { min: Number(target['min_capacity']), max: Number(target['max_capacity']), targets: Object.fromEntries(targets) as (typeof SCALING)['targets'] };
}
