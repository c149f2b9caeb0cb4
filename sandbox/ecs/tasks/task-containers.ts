import type { ContainerSpec } from '../runtime/runtime.ts';
import { openTaskLog } from '../runtime/task-log.ts';
import type { Task } from '../state.ts';
import { portsOf, type ContainerDefinition } from '../task-definitions/container-definition.ts';
import { dependantsOf } from '../task-definitions/dependencies.ts';
import { awaitDependencies } from './container-dependencies.ts';
import { environmentOf } from './container-environment.ts';
import { createContainer, type Container } from './container.ts';
import type { TaskHost } from './task-host.ts';
import { containerOverride } from './task-overrides.ts';
import { announceHealth } from './task-registration.ts';

/** Starts the task's containers, each when what it depends on is ready, until the task is to stop. One log takes what they all print. A container that cannot start stops the task. */
export async function startContainers(task: Task, address: string, host: TaskHost): Promise<void> {
  const { revision, owner } = task.request;
  const definitions = revision.taskDefinition.containers;
  // Before any container runs, as ECS does: all or none.
  const environments = definitions.map((definition) => environmentOf(definition, containerOverride(task.request.overrides, definition.name), host.secrets));
  const cancelled = new AbortController();
  void task.stopping.then(() => cancelled.abort());
  const log = openTaskLog(host.logDirectory, owner?.service.name ?? revision.taskDefinition.family, task.id);
  void task.ended.then(() => log.close());
  task.containers = definitions.map((definition, index) => {
    const spec = specOf(task, definition, { environment: environments[index] ?? {}, address, log, cancelled: cancelled.signal });
    return createContainer(definition, { run: () => host.runtime.start(spec), timeScale: host.timeScale, now: host.now, changed: (container) => noteChange(task, container, host) });
  });
  await Promise.all(task.containers.map((container) => startInTurn(task, container)));
}

async function startInTurn(task: Task, container: Container): Promise<void> {
  try {
    await Promise.race([awaitDependencies(container, task.containers), task.stopping]);
    if (task.desiredStatus === 'RUNNING') await container.start();
  } catch (error) {
    task.stop('TaskFailedToStart', error instanceof Error ? error.message : String(error));
  }
}

/** Stops them all; one that others depend on after those. */
export async function stopContainers({ containers }: Task, hurried: Promise<void>): Promise<void> {
  const stops = new Map<string, Promise<void>>();
  const stop = (container: Container): Promise<void> => {
    const { name } = container.definition;
    const before = stops.get(name);
    if (before !== undefined) return before;
    const stopped = Promise.all(dependants(container).map(stop)).then(() => container.stop(hurried));
    stops.set(name, stopped);
    return stopped;
  };
  const dependants = ({ definition }: Container) => {
    const names = dependantsOf(containers.map((container) => container.definition), definition.name).map(({ name }) => name);
    return containers.filter((container) => names.includes(container.definition.name));
  };
  await Promise.all(containers.map(stop));
}

function noteChange(task: Task, { definition, exit }: Container, host: TaskHost): void {
  if (exit !== undefined && definition.essential) task.stop('EssentialContainerExited', 'Essential container in task exited');
  if (task.lastStatus === 'RUNNING') announceHealth(task, host);
  task.version += 1;
  host.changed(task);
}

function specOf({ id, request: { revision, overrides } }: Task, definition: ContainerDefinition, surroundings: Pick<ContainerSpec, 'environment' | 'address' | 'log' | 'cancelled'>): ContainerSpec {
  const { registration } = revision.taskDefinition;
  const override = containerOverride(overrides, definition.name);
  return {
    ...surroundings,
    taskId: id,
    name: definition.name,
    image: definition.image,
    ports: portsOf(definition),
    entryPoint: unlessEmpty(definition.entryPoint),
    command: unlessEmpty(override?.command ?? definition.command),
    user: definition.user,
    workingDirectory: definition.workingDirectory,
    cpuUnits: (override?.cpu ?? definition.cpu) || sizeOf(overrides.cpu ?? registration.cpu),
    memoryMiB: override?.memory ?? definition.memory ?? sizeOf(overrides.memory ?? registration.memory),
  };
}

/** ECS takes an empty list for none. */
function unlessEmpty(words: readonly string[] | undefined): readonly string[] | undefined {
  return words?.length === 0 ? undefined : words;
}

function sizeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
