import { randomUUID } from 'node:crypto';
import type { Task, TaskRequest, TaskStatus } from '../state.ts';
import { taskPorts } from '../task-definitions/task-definition.ts';
import { startContainers, stopContainers } from './task-containers.ts';
import type { TaskHost } from './task-host.ts';
import { announceTask, isDraining, withdrawTask } from './task-registration.ts';

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
    condemned: undefined,
    protection: undefined,
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
  await stopContainers(task, hurried);
  enter(task, 'DEPROVISIONING', host);
  host.release(task);
  task.stoppedAt = new Date(host.now());
  enter(task, 'STOPPED', host);
}

async function start(task: Task, host: TaskHost): Promise<void> {
  task.address = await host.addresses.claim(taskPorts(task.request.revision.taskDefinition));
  enter(task, 'PENDING', host);
  await startContainers(task, task.address, host);
  if (task.desiredStatus === 'STOPPED') return;
  enter(task, 'ACTIVATING', host);
  announceTask(task, host);
  task.startedAt = new Date(host.now());
  enter(task, 'RUNNING', host);
}

/** How often a draining target is looked at. */
const DRAIN_POLL_MS = 20;

/** Takes the task out of its target groups and of Cloud Map, then waits until requests under way have had their time. A task whose process is gone has nothing to wait for. */
async function drain(task: Task, hurried: Promise<void>, host: TaskHost): Promise<void> {
  if (task.startedAt === undefined) return;
  withdrawTask(task, host);
  enter(task, 'DEACTIVATING', host);
  const over = new AbortController();
  const exits = task.containers.filter(({ definition }) => definition.essential).map(({ exited }) => exited);
  void Promise.race([hurried, ...exits]).then(() => over.abort());
  while (!over.signal.aborted && isDraining(task, host)) await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
}

function enter(task: Task, status: TaskStatus, host: TaskHost): void {
  task.lastStatus = status;
  task.version += 1;
  host.changed(task);
}
