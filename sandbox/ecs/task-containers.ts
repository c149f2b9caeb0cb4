import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, type ContainerProcess, type ExitCode } from './container-process.ts';
import { ContainerFault, findImage, startCommand, type Image } from './images.ts';
import type { ContainerDefinition } from './task-definition.ts';
import type { TaskHost } from './task-host.ts';
import { openTaskLog } from './task-log.ts';
import type { Task } from './task.ts';

/** A started container of a task. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly pid: number;
  readonly exited: Promise<ExitCode>;
  /** Present once it has ended. */
  exitCode: ExitCode | undefined;
  /** SIGTERM; SIGKILL after the definition's `stopTimeout`, or two seconds once there is a hurry. */
  stop(hurried: Promise<void>): Promise<void>;
}

const DEFAULT_STOP_TIMEOUT_SECONDS = 30;
const HURRIED_STOP_MS = 2_000;

/** Starts the task's containers in the order of the definition, until it is to stop. One log takes what they all print. */
export async function startContainers(task: Task, address: string, host: TaskHost): Promise<void> {
  const { revision, owner } = task.request;
  const log = openTaskLog(host.logDirectory, owner?.service.name ?? revision.taskDefinition.family, task.id);
  void task.ended.then(() => log.close());
  for (const definition of revision.taskDefinition.containers) {
    if (task.desiredStatus === 'STOPPED') return;
    const container = await startContainer(task, definition, address, log.descriptor, host);
    task.containers = [...task.containers, container];
    void container.exited.then((code) => noteExit(task, container, code, host));
  }
}

function noteExit(task: Task, container: Container, code: ExitCode, host: TaskHost): void {
  container.exitCode = code;
  if (container.essential) task.stop('EssentialContainerExited', 'Essential container in task exited');
  host.changed(task);
}

async function startContainer(task: Task, definition: ContainerDefinition, address: string, output: number, host: TaskHost): Promise<Container> {
  if (definition.secrets.length > 0) throw new ContainerFault('ResourceInitializationError: unable to pull secrets or registry auth: the sandbox has no Secrets Manager and no Parameter Store');
  const image = findImage(host.images, definition.image);
  const override = task.request.overrides.find(({ name }) => name === definition.name);
  const running = await startProcess({
    command: startCommand(image, definition.entryPoint, override?.command ?? definition.command),
    directory: image.directory,
    environment: environmentOf(image, [...definition.environment, ...(override?.environment ?? [])], address),
    output,
    reaper: host.reaper,
  });
  const { name, essential, stopTimeout = DEFAULT_STOP_TIMEOUT_SECONDS } = definition;
  return { name, image: definition.image, essential, pid: running.pid, exited: running.exited, exitCode: undefined, stop: (hurried) => stopProcess(running, stopTimeout * 1_000, hurried) };
}

function stopProcess(running: ContainerProcess, timeoutMs: number, hurried: Promise<void>): Promise<void> {
  return running.stop(Promise.race([pause(timeoutMs), hurried.then(() => pause(HURRIED_STOP_MS))]));
}

/** Keeps no process alive that has nothing else to do. */
function pause(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}

/** What a container engine would give, and no more: nothing of the sandbox's own environment leaks in. */
function environmentOf(image: Image, variables: readonly { readonly name: string; readonly value: string }[], address: string): Readonly<Record<string, string>> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: homedir(),
    ...image.environment,
    ...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    // A container would listen on all addresses of its own network; here its address is what it has.
    HOST: address,
  };
}
