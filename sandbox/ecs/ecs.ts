import { mkdirSync } from 'node:fs';
import type { InstanceRegistry } from '../cloud-map/instance-registry.ts';
import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import { AwsError, type Service } from '../wire/service.ts';
import { clusterOperations } from './clusters.ts';
import { startCpuMetrics } from './cpu-metrics.ts';
import { addEvent } from './deployments.ts';
import type { Image } from './images.ts';
import { createReaper } from './reaper.ts';
import { reconcile } from './scheduler.ts';
import { serviceOperations } from './services.ts';
import type { EcsService, EcsState } from './state.ts';
import { taggingOperations } from './tagging.ts';
import { createAddressPool } from './task-address.ts';
import { taskDefinitionOperations } from './task-definitions.ts';
import type { TaskHost } from './task-host.ts';
import { taskOperations } from './tasks.ts';
import { startTask, type Task, type TaskRequest } from './task.ts';

export interface EcsOptions {
  readonly region: string;
  readonly account: string;
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
  readonly metrics: MetricSink;
  /** Local builds by `name:tag` or `name`. */
  readonly images: Readonly<Record<string, Image>>;
  /** Takes a file per task, `<service>-<task id>.log`; made where it is absent. */
  readonly logDirectory: string;
  readonly now: () => number;
}

export interface Ecs {
  readonly service: Service;
  /** Stops every task: SIGTERM, and SIGKILL after two seconds. */
  close(): Promise<void>;
}

/** How often each service is looked at when nothing happens: target health is only seen by looking. */
const LOOK_EVERY_MS = 100;
const STOPPED_TASKS_STAY_MS = 3_600_000;

/** Amazon ECS with Fargate: a real scheduler whose tasks are processes of this machine. Service Connect, container health checks, `dependsOn` and volumes are not there. */
export function createEcs({ region, account, targets, instances, metrics, images, logDirectory, now }: EcsOptions): Ecs {
  mkdirSync(logDirectory, { recursive: true });
  const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
  const state: EcsState = { clusters: new Map(), families: new Map(), now, arn };
  const addresses = createAddressPool();
  const reaper = createReaper();
  let isClosing = false;

  const host: TaskHost = {
    region,
    targets,
    instances,
    images,
    logDirectory,
    addresses,
    reaper,
    now,
    arn,
    changed: ({ request: { owner } }) => owner !== undefined && wake(owner.service),
    release: ({ address }) => address !== undefined && addresses.release(address),
    report: ({ request: { owner } }, message) => owner !== undefined && addEvent(owner.service, now(), message),
  };
  const run = (request: TaskRequest): Task => {
    if (isClosing) throw new AwsError('ServerException', 'The sandbox is closing.', 500);
    const task = startTask(request, host);
    request.cluster.tasks.set(task.id, task);
    return task;
  };
  const look = (service: EcsService) => {
    if (!isClosing) reconcile(service, { host, run });
  };
  const awake = new Set<EcsService>();
  const wake = (service: EcsService) => {
    // Later, and once for many changes: a change may come from within a look.
    if (awake.size === 0) setImmediate(() => [...awake].forEach((each) => awake.delete(each) && look(each)));
    awake.add(service);
  };
  const timer = setInterval(() => {
    for (const service of allServices(state)) if (service.status !== 'INACTIVE') look(service);
    forgetStoppedTasks(state, now() - STOPPED_TASKS_STAY_MS);
  }, LOOK_EVERY_MS).unref();
  const cpuMetrics = startCpuMetrics({ tasks: () => allTasks(state).filter(({ lastStatus }) => lastStatus === 'RUNNING'), metrics, now });

  const operations = {
    ...clusterOperations(state),
    ...taskDefinitionOperations(state),
    ...serviceOperations(state, { targets, instances }, wake),
    ...taskOperations(state, run),
    ...taggingOperations(state),
  };
  return {
    service: { operations },
    close: async () => {
      isClosing = true;
      clearInterval(timer);
      cpuMetrics.close();
      const tasks = allTasks(state);
      for (const task of tasks) task.hurry();
      await Promise.all(tasks.map(({ ended }) => ended));
      reaper.close();
    },
  };
}

function allServices(state: EcsState): readonly EcsService[] {
  return [...state.clusters.values()].flatMap(({ services }) => [...services.values()]);
}

function allTasks(state: EcsState): readonly Task[] {
  return [...state.clusters.values()].flatMap(({ tasks }) => [...tasks.values()]);
}

function forgetStoppedTasks(state: EcsState, before: number): void {
  for (const { tasks } of state.clusters.values()) {
    for (const { id, stoppedAt } of tasks.values()) if (stoppedAt !== undefined && stoppedAt.getTime() < before) tasks.delete(id);
  }
}
