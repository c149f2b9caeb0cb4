import { randomUUID } from 'node:crypto';
import type { Tags } from '../json-api/tags.ts';
import { startContainers, type Container } from './task-containers.ts';
import type { TaskHost } from './task-host.ts';
import { announceTask, isDraining, withdrawTask } from './task-registration.ts';
import { portsOf } from './task-definition.ts';
import type { Cluster, Deployment, EcsService, Revision } from './state.ts';

/** What to run, and for whom. */
export interface TaskRequest {
  readonly cluster: Cluster;
  readonly revision: Revision;
  readonly overrides: readonly ContainerOverride[];
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly tags: Tags;
  /** The service that the task belongs to; a task started by RunTask has none. */
  readonly owner: { readonly service: EcsService; readonly deployment: Deployment } | undefined;
}

export interface ContainerOverride {
  readonly name: string;
  readonly command?: readonly string[] | undefined;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';
export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';

/** A task: its containers are processes of this machine. */
export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly request: TaskRequest;
  readonly createdAt: Date;
  tags: Tags;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  /** Rises with each change. */
  version: number;
  /** Its address of its own, from PENDING on. */
  address: string | undefined;
  containers: readonly Container[];
  startedAt: Date | undefined;
  /** When the scheduler first saw it healthy. */
  healthyAt: Date | undefined;
  stoppingAt: Date | undefined;
  stoppedAt: Date | undefined;
  stopCode: StopCode | undefined;
  stoppedReason: string | undefined;
  /** Begins stopping it as ECS does: no new requests, requests under way end, SIGTERM, SIGKILL. The first cause stays. */
  stop(code: StopCode, reason: string): void;
  /** Stops it without waiting for requests under way, and within two seconds: the sandbox closes. */
  hurry(): void;
  /** Settles once it is to stop, whatever the cause. */
  readonly stopping: Promise<void>;
  /** Settles at STOPPED. */
  readonly ended: Promise<void>;
}

/** Starts a task. What goes wrong shows in its `stopCode` and `stoppedReason`. */
export function startTask(request: TaskRequest, host: TaskHost): Task {
  const id = randomUUID().replaceAll('-', '');
  const stopping = Promise.withResolvers<void>();
  const hurried = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const task: Task = {
    id,
    arn: host.arn(`task/${request.cluster.name}/${id}`),
    request,
    createdAt: new Date(host.now()),
    tags: request.tags,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    version: 1,
    address: undefined,
    containers: [],
    startedAt: undefined,
    healthyAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    stop(code, reason) {
      if (task.desiredStatus === 'STOPPED') return;
      Object.assign(task, { desiredStatus: 'STOPPED', stopCode: code, stoppedReason: reason, stoppingAt: new Date(host.now()), version: task.version + 1 });
      stopping.resolve();
      host.changed(task);
    },
    hurry() {
      task.stop('UserInitiated', 'The sandbox is closing.');
      hurried.resolve();
    },
    stopping: stopping.promise,
    ended: ended.promise,
  };
  void live(task, hurried.promise, host).then(ended.resolve, ended.reject);
  return task;
}

async function live(task: Task, hurried: Promise<void>, host: TaskHost): Promise<void> {
  try {
    await start(task, host);
    await task.stopping;
    await drain(task, hurried, host);
  } catch (error) {
    task.stop('TaskFailedToStart', error instanceof Error ? error.message : String(error));
  }
  enter(task, 'STOPPING', host);
  await Promise.all(task.containers.map((container) => container.stop(hurried)));
  enter(task, 'DEPROVISIONING', host);
  host.release(task);
  task.stoppedAt = new Date(host.now());
  enter(task, 'STOPPED', host);
}

async function start(task: Task, host: TaskHost): Promise<void> {
  task.address = await host.addresses.claim(portsOf(task.request.revision.taskDefinition));
  enter(task, 'PENDING', host);
  await startContainers(task, task.address, host);
  if (task.desiredStatus === 'STOPPED') return;
  task.startedAt = new Date(host.now());
  enter(task, 'RUNNING', host);
  announceTask(task, host);
}

/** How often a draining target is looked at. */
const DRAIN_POLL_MS = 20;

/** Takes the task out of its target groups and of Cloud Map, then waits until requests under way have had their time. A task whose process is gone has nothing to wait for. */
async function drain(task: Task, hurried: Promise<void>, host: TaskHost): Promise<void> {
  if (task.startedAt === undefined) return;
  withdrawTask(task, host);
  enter(task, 'DEACTIVATING', host);
  const over = new AbortController();
  const exits = task.containers.filter(({ essential }) => essential).map(({ exited }) => exited);
  void Promise.race([hurried, ...exits]).then(() => over.abort());
  while (!over.signal.aborted && isDraining(task, host)) await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
}

function enter(task: Task, status: TaskStatus, host: TaskHost): void {
  task.lastStatus = status;
  task.version += 1;
  host.changed(task);
}
