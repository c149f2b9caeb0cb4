import { tagOutput } from './inputs.ts';
import type { Container } from './task-containers.ts';
import type { Task } from './task.ts';

/** A task as DescribeTasks shows it. */
export function taskOutput(task: Task, { withTags }: { readonly withTags: boolean }): Record<string, unknown> {
  const { cluster, revision, group, startedBy, overrides } = task.request;
  const { taskDefinition, launchType, platformVersion } = revision;
  return {
    taskArn: task.arn,
    clusterArn: cluster.arn,
    taskDefinitionArn: taskDefinition.arn,
    group,
    startedBy,
    launchType: launchType ?? 'FARGATE',
    platformVersion: platformVersion === 'LATEST' ? '1.4.0' : platformVersion,
    platformFamily: 'Linux',
    cpu: taskDefinition.registration.cpu,
    memory: taskDefinition.registration.memory,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: 'UNKNOWN',
    connectivity: task.startedAt === undefined ? undefined : 'CONNECTED',
    version: task.version,
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    attachments: attachmentsOf(task),
    containers: taskDefinition.containers.map(({ name, image }) => containerOutput(task, name, image)),
    overrides: { containerOverrides: overrides },
    ...(withTags ? { tags: tagOutput(task.tags) } : {}),
  };
}

function containerOutput(task: Task, name: string, image: string): Record<string, unknown> {
  const container = task.containers.find((started) => started.name === name);
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${name}`,
    taskArn: task.arn,
    name,
    image,
    lastStatus: containerStatus(task, container),
    exitCode: container?.exitCode,
    healthStatus: 'UNKNOWN',
    networkInterfaces: task.address === undefined ? [] : [{ attachmentId: task.id, privateIpv4Address: task.address }],
  };
}

function containerStatus(task: Task, container: Container | undefined): string {
  if (container === undefined) return task.lastStatus === 'STOPPED' ? 'STOPPED' : 'PENDING';
  return container.exitCode === undefined ? 'RUNNING' : 'STOPPED';
}

/** The network interface of its own that awsvpc gives a task. */
function attachmentsOf({ id, address, lastStatus, request }: Task): readonly Record<string, unknown>[] {
  const subnet = request.revision.networkConfiguration?.awsvpcConfiguration.subnets[0] ?? '';
  const placed = address === undefined ? [] : [{ name: 'privateIPv4Address', value: address }];
  const details = [{ name: 'subnetId', value: subnet }, { name: 'networkInterfaceId', value: `eni-${id.slice(0, 17)}` }, ...placed];
  return [{ id, type: 'ElasticNetworkInterface', status: lastStatus === 'STOPPED' ? 'DELETED' : address === undefined ? 'PRECREATED' : 'ATTACHED', details }];
}
