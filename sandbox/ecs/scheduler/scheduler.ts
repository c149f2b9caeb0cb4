import type { Deployment, EcsService, Task } from '../state.ts';
import { isProtected } from '../tasks/protected.ts';
import { standingOf } from '../tasks/standing.ts';
import { addEvent, addEventOnce, dropEmptyDeployments, tasksOf, wanted } from './deployments.ts';
import { detectFailure } from './fail-deployment.ts';
import { judgeTasks } from './replace-unhealthy.ts';
import { planRollout } from './rolling-update.ts';
import type { SchedulerContext } from './scheduler-context.ts';
import { enter, succeed } from './service-deployment.ts';
import { startTasks } from './start-tasks.ts';

/** Looks at a service once and does what is to be done now. Idempotent: run it as often as you like. */
export function reconcile(service: EcsService, context: SchedulerContext): void {
  const now = context.host.now();
  for (const task of service.tasks) if (task.lastStatus === 'STOPPED') service.tasks.delete(task);
  if (service.status === 'ACTIVE') {
    begin(service, now);
    judgeTasks(service, context);
    detectFailure(service, context.alarmState, now);
    rollOut(service, context);
    settle(service, context);
  } else {
    drain(service, now);
  }
  dropEmptyDeployments(service);
}

/** A service deployment is PENDING until the scheduler first sees it. */
function begin({ history: [current] }: EcsService, now: number): void {
  if (current.status !== 'PENDING') return;
  current.startedAt = new Date(now);
  enter(current, 'IN_PROGRESS', now);
}

function drain(service: EcsService, now: number): void {
  for (const task of service.tasks) task.stop('ServiceSchedulerInitiated', scalingReason(service.deployments[0]));
  if (service.status !== 'DRAINING' || service.tasks.size > 0) return;
  service.status = 'INACTIVE';
  service.inactiveAt = new Date(now);
}

function rollOut(service: EcsService, context: SchedulerContext): void {
  const { host } = context;
  const now = host.now();
  const [primary, ...others] = service.deployments;
  const view = (task: Task) => ({ task, healthy: standingOf(task, host).kind === 'healthy', failed: task.condemned !== undefined, protected: isProtected(task, now) });
  const plan = planRollout({
    desired: service.settings.desiredCount,
    ...service.settings.deploymentConfiguration,
    primary: wanted(tasksOf(service, primary)).map(view),
    previous: primary.rolloutState === 'FAILED' ? [] : others.flatMap((deployment) => wanted(tasksOf(service, deployment))).map(view),
  });
  if (plan.stop.length > 0) addEvent(service, now, `has stopped ${plan.stop.length} running tasks: ${plan.stop.map(({ task }) => `(task ${task.id})`).join(' ')}.`);
  for (const { task } of plan.stop) task.stop('ServiceSchedulerInitiated', task.condemned ?? scalingReason(primary));
  if (plan.spared > 0) addEventOnce(service, now, `was unable to scale in due to (reason ${plan.spared} task(s) under protection)`);
  if (primary.rolloutState === 'FAILED') return;
  if (plan.start > 0) startTasks(service, plan.start, context);
  else if (plan.stop.length === 0 && plan.spared === 0 && isBlocked(service)) {
    addEventOnce(service, now, 'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.');
  }
}

/** The percentages leave neither room for one more task nor for one less, and the new revision has no task. */
function isBlocked(service: EcsService): boolean {
  const { desiredCount, deploymentConfiguration } = service.settings;
  const floor = Math.ceil((desiredCount * deploymentConfiguration.minimumHealthyPercent) / 100);
  const ceiling = Math.floor((desiredCount * deploymentConfiguration.maximumPercent) / 100);
  return service.deployments.length > 1 && desiredCount > 0 && floor >= desiredCount && ceiling <= desiredCount && tasksOf(service, service.deployments[0]).length === 0;
}

/** A deployment is complete, and its service steady, when exactly the desired tasks run, all healthy, and none of another deployment is left. */
function settle(service: EcsService, { host }: SchedulerContext): void {
  const [primary] = service.deployments;
  const now = host.now();
  const tasks = [...service.tasks];
  const isComplete =
    tasks.length === service.settings.desiredCount && tasks.every((task) => task.request.owner?.deploymentId === primary.id && standingOf(task, host).kind === 'healthy');
  if (!isComplete || service.steady || primary.rolloutState === 'FAILED') return;
  if (primary.rolloutState === 'IN_PROGRESS') {
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = new Date(now);
    succeed(service, now);
    addEvent(service, now, `(deployment ${primary.id}) deployment completed.`);
  }
  service.lastCompleted = { deploymentId: primary.id, revision: primary.revision };
  service.steady = true;
  addEvent(service, now, 'has reached a steady state.');
}

function scalingReason({ id }: Deployment): string {
  return `Scaling activity initiated by (deployment ${id})`;
}
