import type { TaskHost } from './task-host.ts';
import type { Task } from './task.ts';

/** Registers a running task in its target groups and in Cloud Map. */
export function announceTask(task: Task, host: TaskHost): void {
  for (const { arn, target } of targetsOf(task)) {
    host.targets.register(arn, target);
    host.report(task, `registered 1 targets in (target-group ${arn})`);
  }
  for (const { registryArn, port, containerPort } of task.request.revision.serviceRegistries) {
    host.instances.register(registryArn, task.id, attributesOf(task, port ?? containerPort, host));
  }
}

/** Takes a task out of its target groups and of Cloud Map: it gets no new requests. */
export function withdrawTask(task: Task, host: TaskHost): void {
  for (const { arn, target } of targetsOf(task)) {
    host.targets.deregister(arn, target);
    host.report(task, `deregistered 1 targets in (target-group ${arn})`);
  }
  for (const { registryArn } of task.request.revision.serviceRegistries) host.instances.deregister(registryArn, task.id);
}

export function isDraining(task: Task, host: TaskHost): boolean {
  return targetsOf(task).some(({ arn, target }) => host.targets.health(arn, target) === 'draining');
}

/** Where the task stands in the load balancer's eyes; without target groups, running is all that is asked. */
export function taskHealth(task: Task, host: Pick<TaskHost, 'targets'>): 'healthy' | 'unhealthy' | 'unknown' {
  if (task.lastStatus !== 'RUNNING' || task.desiredStatus === 'STOPPED') return 'unknown';
  const healths = targetsOf(task).map(({ arn, target }) => host.targets.health(arn, target));
  if (healths.includes('unhealthy')) return 'unhealthy';
  return healths.every((health) => health === 'healthy') ? 'healthy' : 'unknown';
}

function targetsOf({ address, request }: Task): readonly { readonly arn: string; readonly target: { readonly id: string; readonly port: number } }[] {
  if (address === undefined) return [];
  return request.revision.loadBalancers.map(({ targetGroupArn, containerPort }) => ({ arn: targetGroupArn, target: { id: address, port: containerPort } }));
}

function attributesOf(task: Task, port: number | undefined, { region }: TaskHost): Readonly<Record<string, string>> {
  const { cluster, owner, revision } = task.request;
  return {
    AWS_INSTANCE_IPV4: task.address ?? '',
    ...(port === undefined ? {} : { AWS_INSTANCE_PORT: String(port) }),
    AWS_INIT_HEALTH_STATUS: 'HEALTHY',
    AVAILABILITY_ZONE: `${region}a`,
    REGION: region,
    ECS_CLUSTER_NAME: cluster.name,
    ECS_SERVICE_NAME: owner?.service.name ?? '',
    ECS_TASK_DEFINITION_FAMILY: revision.taskDefinition.family,
  };
}
