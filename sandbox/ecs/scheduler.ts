import { addEvent, beginDeployment, dropEmptyDeployments, newDeployment, tasksOf, wanted } from './deployments.ts';
import { planRollout } from './rolling-update.ts';
import { runsOnFargate, type EcsService, type Revision } from './state.ts';
import { breakerThreshold, isFailure, pauseAfter, SETTLED_AFTER_MS } from './task-failures.ts';
import { NO_TAGS } from '../json-api/tags.ts';
import { taskHealth } from './task-registration.ts';
import type { TaskHost } from './task-host.ts';
import type { Task, TaskRequest } from './task.ts';

/** What one look at a service needs. */
export interface SchedulerContext {
  readonly host: Pick<TaskHost, 'targets' | 'now'>;
  /** Starts a task and enters it in its cluster. */
  readonly run: (request: TaskRequest) => Task;
}

/** Looks at a service once and does what is to be done now. Idempotent: run it as often as you like. */
export function reconcile(service: EcsService, context: SchedulerContext): void {
  for (const task of service.tasks) if (task.lastStatus === 'STOPPED') service.tasks.delete(task);
  if (service.status === 'ACTIVE') {
    judgeTasks(service, context);
    tripBreaker(service, context);
    rollOut(service, context);
    settle(service, context);
  } else {
    for (const task of service.tasks) task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${service.deployments[0].id})`);
    if (service.tasks.size === 0) service.status = 'INACTIVE';
  }
  dropEmptyDeployments(service);
}

/** Makes the service bring out another revision. */
export function deploy(service: EcsService, revision: Revision, now: number, reason?: string): void {
  beginDeployment(service, newDeployment(revision, now, reason));
}

/** A task that gets healthy clears its deployment's count of failures; an unhealthy one is replaced once its grace period is over. */
function judgeTasks(service: EcsService, { host }: SchedulerContext): void {
  const graceMs = service.settings.healthCheckGracePeriodSeconds * 1_000;
  for (const task of service.tasks) {
    const health = taskHealth(task, host);
    if (health === 'healthy' && task.healthyAt === undefined) {
      task.healthyAt = new Date(host.now());
      if (task.request.owner !== undefined) task.request.owner.deployment.failedTasks = 0;
    }
    if (health !== 'unhealthy' || host.now() - (task.startedAt?.getTime() ?? Infinity) < graceMs) continue;
    addEvent(service, host.now(), `(task ${task.id}) is unhealthy in (target-group ${task.request.revision.loadBalancers[0]?.targetGroupArn}) due to (reason Health checks failed)`);
    noteFailure(service, task, host.now());
    task.stop('ServiceSchedulerInitiated', 'Task failed ELB health checks');
  }
}

function noteFailure(service: EcsService, task: Task, now: number): void {
  const lived = now - (task.startedAt?.getTime() ?? now);
  service.failuresInARow = lived >= SETTLED_AFTER_MS ? 1 : service.failuresInARow + 1;
  service.startsNotBefore = now + pauseAfter(service.failuresInARow);
  service.steady = false;
  if (task.request.owner !== undefined) task.request.owner.deployment.failedTasks += 1;
}

function tripBreaker(service: EcsService, { host }: SchedulerContext): void {
  const { desiredCount, deploymentConfiguration } = service.settings;
  const [primary] = service.deployments;
  const { enable, rollback } = deploymentConfiguration.deploymentCircuitBreaker;
  if (!enable || primary.rolloutState !== 'IN_PROGRESS' || primary.failedTasks < breakerThreshold(desiredCount)) return;
  primary.rolloutState = 'FAILED';
  primary.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  primary.updatedAt = new Date(host.now());
  addEvent(service, host.now(), `(deployment ${primary.id}) deployment failed: tasks failed to start.`);
  if (!rollback || service.lastCompleted === undefined) return;
  addEvent(service, host.now(), `(deployment ${primary.id}) rolling back to (deployment ${service.lastCompleted.id}).`);
  deploy(service, service.lastCompleted.revision, host.now(), `ECS deployment circuit breaker: rolling back to deploymentId ${service.lastCompleted.id}.`);
}

function rollOut(service: EcsService, context: SchedulerContext): void {
  const { host } = context;
  const [primary, ...others] = service.deployments;
  const view = (task: Task) => ({ task, healthy: taskHealth(task, host) === 'healthy' });
  const plan = planRollout({
    desired: service.settings.desiredCount,
    ...service.settings.deploymentConfiguration,
    primary: wanted(tasksOf(service, primary)).map(view),
    previous: primary.rolloutState === 'FAILED' ? [] : others.flatMap((deployment) => wanted(tasksOf(service, deployment))).map(view),
  });
  if (plan.stop.length > 0) addEvent(service, host.now(), `has stopped ${plan.stop.length} running tasks: ${plan.stop.map(({ task }) => `(task ${task.id})`).join(' ')}.`);
  for (const { task } of plan.stop) task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
  if (plan.start > 0 && primary.rolloutState !== 'FAILED' && host.now() >= service.startsNotBefore) startTasks(service, plan.start, context);
}

function startTasks(service: EcsService, count: number, { host, run }: SchedulerContext): void {
  const [deployment] = service.deployments;
  service.steady = false;
  if (!runsOnFargate(deployment.revision)) {
    service.startsNotBefore = host.now() + pauseAfter(Infinity);
    addEvent(service, host.now(), 'was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.');
    return;
  }
  const { propagateTags } = service.settings;
  const tags = propagateTags === 'SERVICE' ? service.tags : propagateTags === 'TASK_DEFINITION' ? deployment.revision.taskDefinition.tags : NO_TAGS;
  const request: TaskRequest = {
    cluster: service.cluster,
    revision: deployment.revision,
    overrides: [],
    group: `service:${service.name}`,
    startedBy: deployment.id,
    tags,
    owner: { service, deployment },
  };
  const tasks = Array.from({ length: count }, () => run(request));
  for (const task of tasks) {
    service.tasks.add(task);
    void task.stopping.then(() => isFailure(task.stopCode) && noteFailure(service, task, host.now()));
  }
  addEvent(service, host.now(), `has started ${count} tasks: ${tasks.map(({ id }) => `(task ${id})`).join(' ')}.`);
}

/** A deployment is complete, and its service steady, when exactly the desired tasks run, all healthy, and none of another deployment is left. */
function settle(service: EcsService, { host }: SchedulerContext): void {
  const [primary] = service.deployments;
  const tasks = [...service.tasks];
  const isComplete =
    tasks.length === service.settings.desiredCount && tasks.every((task) => task.request.owner?.deployment === primary && taskHealth(task, host) === 'healthy');
  if (!isComplete || service.steady || primary.rolloutState === 'FAILED') return;
  if (primary.rolloutState === 'IN_PROGRESS') {
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = new Date(host.now());
    addEvent(service, host.now(), `(deployment ${primary.id}) deployment completed.`);
  }
  service.lastCompleted = primary;
  service.steady = true;
  addEvent(service, host.now(), 'has reached a steady state.');
}
