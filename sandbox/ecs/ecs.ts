import { mkdirSync } from 'node:fs';
import type { InstanceRegistry } from '../cloud-map/instance-registry.ts';
import type { MetricSink } from '../cloudwatch/metric-sink.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { AwsError, type Service } from '../wire/service.ts';
import { accountSettingOperations } from './account/account-settings.ts';
import { taggingOperations } from './account/tagging.ts';
import { capacityProviderOperations } from './clusters/capacity-providers.ts';
import { clusterOperations } from './clusters/cluster-operations.ts';
import { forgetWhatIsOver } from './forget.ts';
import { runningTasks, type RunningTask } from './running-tasks.ts';
import type { Strike, TaskRuntime } from './runtime/runtime.ts';
import { createAddressPool } from './runtime/task-address.ts';
import { scalableServices, type ScalableServices } from './scalable-services.ts';
import { addEvent } from './scheduler/deployments.ts';
import type { AlarmState } from './scheduler/fail-deployment.ts';
import { reconcile } from './scheduler/scheduler.ts';
import { serviceDeploymentOperations } from './scheduler/service-deployment-operations.ts';
import { serviceOperations } from './services/service-operations.ts';
import { restoreSnapshot } from './snapshot/restore-snapshot.ts';
import { takeSnapshot } from './snapshot/take-snapshot.ts';
import { allServices, allTasks, type EcsService, type EcsState, type Task, type TaskRequest } from './state.ts';
import { strikeTask } from './strike-task.ts';
import { taskDefinitionOperations } from './task-definitions/task-definition-operations.ts';
import { executeCommandOperations } from './tasks/execute-command.ts';
import { protectionOperations } from './tasks/protection.ts';
import { runTaskOperations } from './tasks/run-task.ts';
import type { TaskHost } from './tasks/task-host.ts';
import { taskOperations } from './tasks/task-operations.ts';
import { withdrawTask } from './tasks/task-registration.ts';
import { startTask } from './tasks/task-life.ts';
import { startUtilizationMetrics } from './utilization-metrics.ts';

export interface EcsOptions {
  readonly region: string;
  readonly account: string;
  readonly targets: TargetRegistry;
  readonly instances: InstanceRegistry;
  readonly metrics: MetricSink;
  /** What runs the containers of tasks. It is closed with ECS. */
  readonly runtime: TaskRuntime;
  /** Takes a file per task, `<service>-<task id>.log`; made where it is absent. */
  readonly logDirectory: string;
  /** The share of AWS's own pauses (check intervals, back-off, the wait before a task counts) that is really waited, 0–1. Time that a process is given (`stopTimeout`, grace and start periods) is never shortened. */
  readonly timeScale: number;
  /** Values of secrets by their `valueFrom`; a task that needs another does not start. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** For deployment alarms; without it no alarm ever rings. */
  readonly alarmState?: AlarmState | undefined;
  /** What `snapshot()` gave before a restart. */
  readonly restored?: Snapshot | undefined;
  readonly now: () => number;
}

export interface Ecs extends ScalableServices {
  readonly service: Service;
  /** Breaks a running task; `taskId` is the last part of its ARN. Rejects where no such task runs. */
  strike(taskId: string, kind: Strike): Promise<void>;
  running(): readonly RunningTask[];
  /** What must be kept over a restart. Tasks come back stopped, and the scheduler starts others in their place. */
  snapshot(): Snapshot;
  /** Stops every task: SIGTERM, and SIGKILL after two seconds. */
  close(): Promise<void>;
}

/** How often each service is looked at when nothing happens: target health is only seen by looking. */
const LOOK_EVERY_MS = 100;

/** Amazon ECS with Fargate: a real scheduler whose tasks really run on this machine. Service Connect, native blue/green, container instances and storage of tasks are not there. */
export function createEcs({ region, account, targets, instances, metrics, runtime, logDirectory, timeScale, secrets = {}, alarmState = () => undefined, restored, now }: EcsOptions): Ecs {
  mkdirSync(logDirectory, { recursive: true });
  const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
  const state: EcsState = { clusters: new Map(), families: new Map(), accountSettings: new Map(), now, arn };
  if (restored !== undefined) restoreSnapshot(state, restored);
  // The addresses of tasks of before a restart answer no more.
  for (const task of allTasks(state)) withdrawTask(task, { targets, instances, report: () => undefined });
  const addresses = createAddressPool();
  let isClosing = false;

  const host: TaskHost = {
    region,
    targets,
    instances,
    logDirectory,
    addresses,
    runtime,
    secrets,
    timeScale,
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
    if (!isClosing) reconcile(service, { host, run, alarmState });
  };
  const awake = new Set<EcsService>();
  const wake = (service: EcsService) => {
    // Later, and once for many changes: a change may come from within a look.
    if (awake.size === 0) setImmediate(() => [...awake].forEach((each) => awake.delete(each) && look(each)));
    awake.add(service);
  };
  const timer = setInterval(() => {
    for (const service of allServices(state)) if (service.status !== 'INACTIVE') look(service);
    forgetWhatIsOver(state);
  }, LOOK_EVERY_MS).unref();
  const utilization = startUtilizationMetrics({ tasks: () => allTasks(state).filter(({ lastStatus }) => lastStatus === 'RUNNING'), metrics, now });

  const operations = {
    ...clusterOperations(state),
    ...capacityProviderOperations(state),
    ...taskDefinitionOperations(state),
    ...serviceOperations(state, { targets, instances }, wake),
    ...serviceDeploymentOperations(state, wake),
    ...taskOperations(state),
    ...runTaskOperations(state, run),
    ...protectionOperations(state, (task) => host.changed(task)),
    ...executeCommandOperations(state),
    ...accountSettingOperations(state),
    ...taggingOperations(state),
  };
  return {
    service: { operations },
    ...scalableServices(state, wake),
    strike: (taskId, kind) => strikeTask(state, taskId, kind),
    running: () => runningTasks(state),
    snapshot: () => takeSnapshot(state),
    close: async () => {
      isClosing = true;
      clearInterval(timer);
      utilization.close();
      const tasks = allTasks(state);
      for (const task of tasks) task.hurry();
      await Promise.all(tasks.map(({ ended }) => ended));
      await runtime.close();
    },
  };
}
