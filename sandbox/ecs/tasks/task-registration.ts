import type { Task } from '../state.ts';
import { isChecked, taskHealth } from './task-health.ts';
import type { TaskHost } from './task-host.ts';

interface Registered {
  readonly arn: string;
  readonly target: { readonly id: string; readonly port: number };
}

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

/** Tells Cloud Map how the containers' checks went. */
export function announceHealth(task: Task, { instances }: Pick<TaskHost, 'instances'>): void {
  if (!isChecked(task)) return;
  const health = taskHealth(task) === 'HEALTHY' ? 'HEALTHY' : 'UNHEALTHY';
  for (const { registryArn } of task.request.revision.serviceRegistries) instances.setHealth(registryArn, task.id, health);
}

/** Takes a task out of its target groups and of Cloud Map: it gets no new requests. */
export function withdrawTask(task: Task, host: Pick<TaskHost, 'targets' | 'instances' | 'report'>): void {
  const targets = targetsOf(task);
  for (const { arn, target } of targets) {
    host.targets.deregister(arn, target);
    host.report(task, `deregistered 1 targets in (target-group ${arn})`);
  }
  if (targets.length > 0) host.report(task, 'has begun draining connections on 1 tasks.');
  for (const { registryArn } of task.request.revision.serviceRegistries) host.instances.deregister(registryArn, task.id);
}

export function isDraining(task: Task, host: Pick<TaskHost, 'targets'>): boolean {
  return targetsOf(task).some(({ arn, target }) => host.targets.health(arn, target) === 'draining');
}

/** What the task is in its target groups. */
export function targetsOf({ address, request }: Task): readonly Registered[] {
  if (address === undefined) return [];
  return request.revision.loadBalancers.map(({ targetGroupArn, containerPort }) => ({ arn: targetGroupArn, target: { id: address, port: containerPort } }));
}

function attributesOf(task: Task, port: number | undefined, { region }: TaskHost): Readonly<Record<string, string>> {
  const { cluster, owner, revision } = task.request;
  return {
    AWS_INSTANCE_IPV4: task.address ?? '',
    ...(port === undefined ? {} : { AWS_INSTANCE_PORT: String(port) }),
    AWS_INIT_HEALTH_STATUS: isChecked(task) && taskHealth(task) !== 'HEALTHY' ? 'UNHEALTHY' : 'HEALTHY',
    AVAILABILITY_ZONE: `${region}a`,
    REGION: region,
    ECS_CLUSTER_NAME: cluster.name,
    ECS_SERVICE_NAME: owner?.service.name ?? '',
    ECS_TASK_DEFINITION_FAMILY: revision.taskDefinition.family,
  };
}
