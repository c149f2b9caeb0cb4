import { NETWORK } from '../../network.ts';
import { tagOutput } from '../inputs.ts';
import type { Task } from '../state.ts';
import type { ContainerDefinition } from '../task-definitions/container-definition.ts';
import { taskHealth } from './task-health.ts';
import { containerOverride } from './task-overrides.ts';

/** Fargate's disk where the definition sets none. */
const DEFAULT_STORAGE = { sizeInGiB: 20 };

/** A task as DescribeTasks shows it. */
export function taskOutput(task: Task, { withTags }: { readonly withTags: boolean }): Record<string, unknown> {
  const { cluster, revision, group, startedBy, overrides, capacityProvider, enableExecuteCommand } = task.request;
  const { taskDefinition, platformVersion } = revision;
  const { cpu, memory, ephemeralStorage, runtimePlatform } = taskDefinition.registration;
  const storage = overrides.ephemeralStorage ?? ephemeralStorage ?? DEFAULT_STORAGE;
  return {
    taskArn: task.arn,
    clusterArn: cluster.arn,
    taskDefinitionArn: taskDefinition.arn,
    group,
    startedBy,
    launchType: launchTypeOf(task),
    capacityProviderName: capacityProvider,
    platformVersion: platformVersion === 'LATEST' ? '1.4.0' : platformVersion,
    platformFamily: 'Linux',
    availabilityZone: zoneOf(task),
    attributes: [{ name: 'ecs.cpu-architecture', value: runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64' }],
    cpu: overrides.cpu ?? cpu,
    memory: overrides.memory ?? memory,
    ephemeralStorage: storage,
    fargateEphemeralStorage: storage,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: taskHealth(task),
    enableExecuteCommand,
    connectivity: task.startedAt === undefined ? undefined : 'CONNECTED',
    connectivityAt: task.startedAt,
    version: task.version,
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    executionStoppedAt: task.startedAt === undefined ? undefined : task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    attachments: attachmentsOf(task),
    containers: taskDefinition.containers.map((definition) => containerOutput(task, definition)),
    overrides: { ...overrides, inferenceAcceleratorOverrides: [] },
    ...(withTags ? { tags: tagOutput(task.tags) } : {}),
  };
}

/** With a capacity provider it is Fargate too. */
export function launchTypeOf({ request }: Task): string {
  return request.revision.launchType ?? 'FARGATE';
}

function containerOutput(task: Task, definition: ContainerDefinition): Record<string, unknown> {
  const { name, image } = definition;
  const container = task.containers.find((each) => each.definition.name === name);
  const override = containerOverride(task.request.overrides, name);
  return {
    containerArn: `${task.arn.replace(':task/', ':container/')}/${name}`,
    taskArn: task.arn,
    name,
    image,
    runtimeId: container?.runtimeId,
    lastStatus: container?.status ?? (task.lastStatus === 'STOPPED' ? 'STOPPED' : 'PENDING'),
    exitCode: container?.exit?.code,
    reason: container?.exit?.reason,
    healthStatus: container?.health ?? 'UNKNOWN',
    cpu: String(override?.cpu ?? definition.cpu),
    memory: sizeText(override?.memory ?? definition.memory),
    memoryReservation: sizeText(override?.memoryReservation ?? definition.memoryReservation),
    networkBindings: [],
    networkInterfaces: task.address === undefined ? [] : [{ attachmentId: task.id, privateIpv4Address: task.address }],
  };
}

function sizeText(size: number | undefined): string | undefined {
  return size === undefined ? undefined : String(size);
}

/** The network interface of its own that awsvpc gives a task. */
function attachmentsOf(task: Task): readonly Record<string, unknown>[] {
  const { id, address, lastStatus } = task;
  const placed = address === undefined ? [] : [{ name: 'privateIPv4Address', value: address }];
  const details = [{ name: 'subnetId', value: subnetOf(task) }, { name: 'networkInterfaceId', value: `eni-${id.slice(0, 17)}` }, ...placed];
  return [{ id, type: 'ElasticNetworkInterface', status: lastStatus === 'STOPPED' ? 'DELETED' : address === undefined ? 'PRECREATED' : 'ATTACHED', details }];
}

/** Tasks are spread over the subnets that they may be in. */
function subnetOf({ id, request }: Task): string {
  const subnets = request.revision.networkConfiguration?.awsvpcConfiguration.subnets ?? [];
  return subnets[Number.parseInt(id.slice(-4), 16) % subnets.length] ?? '';
}

function zoneOf(task: Task): string | undefined {
  return NETWORK.zones[NETWORK.subnets.findIndex((id) => id === subnetOf(task))];
}
