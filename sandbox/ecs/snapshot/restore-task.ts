import type { Exit } from '../runtime/runtime.ts';
import type { Cluster, EcsState, Task, TaskRequest } from '../state.ts';
import type { ContainerDefinition } from '../task-definitions/container-definition.ts';
import type { Container } from '../tasks/container.ts';
import type { SavedTask } from './snapshot-schema.ts';

/** A task of before the restart. One that ran then is shown as ended by it. */
export function restoreTask(state: EcsState, cluster: Cluster, saved: SavedTask, { revision, owner }: Pick<TaskRequest, 'revision' | 'owner'>): Task {
  const { id, tags, capacityProvider, overrides, group, startedBy, enableExecuteCommand } = saved;
  const end = saved.stoppedAt ?? new Date(state.now());
  return {
    id,
    arn: state.arn(`task/${cluster.name}/${id}`),
    request: { cluster, revision, capacityProvider, overrides, group, startedBy, enableExecuteCommand, tags, owner },
    createdAt: saved.createdAt,
    tags,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    version: saved.version + 1,
    address: saved.address,
    containers: revision.taskDefinition.containers.map((definition) => restoreContainer(definition, saved.containers.find(({ name }) => name === definition.name))),
    startedAt: saved.startedAt,
    healthyAt: undefined,
    condemned: undefined,
    protection: undefined,
    stoppingAt: saved.stoppingAt ?? end,
    stoppedAt: end,
    stopCode: saved.stopCode ?? 'TerminationNotice',
    stoppedReason: saved.stoppedReason ?? 'The sandbox was restarted.',
    stop: () => undefined,
    hurry: () => undefined,
    stopping: Promise.resolve(),
    ended: Promise.resolve(),
  };
}

function restoreContainer(definition: ContainerDefinition, saved: SavedTask['containers'][number] | undefined): Container {
  const exit: Exit | undefined = saved?.exit && { code: saved.exit.code, reason: saved.exit.reason };
  const nothing = () => Promise.resolve();
  return {
    definition,
    runtimeId: saved?.runtimeId ?? '',
    status: 'STOPPED',
    health: 'UNKNOWN',
    exit,
    started: Promise.resolve(),
    exited: Promise.resolve(exit ?? { code: 137, reason: undefined }),
    start: nothing,
    stop: nothing,
    strike: nothing,
    usage: () => Promise.resolve(undefined),
  };
}
