import type { Task } from '../state.ts';
import { isChecked, taskHealth } from './task-health.ts';
import type { TaskHost } from './task-host.ts';
import { targetsOf } from './task-registration.ts';

/** Where a task stands in the scheduler's eyes, its containers' checks and its target groups' taken together. */
export type Standing =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'waiting' }
  /** `reason` for the task that is stopped for it, `event` for its service. */
  | { readonly kind: 'unhealthy'; readonly reason: string; readonly event: string };

/** A task that nobody checks counts towards the healthy ones so long after its start. */
const UNCHECKED_WAIT_MS = 40_000;

export function standingOf(task: Task, { targets, now, timeScale }: Pick<TaskHost, 'targets' | 'now' | 'timeScale'>): Standing {
  if (task.lastStatus !== 'RUNNING' || task.desiredStatus === 'STOPPED' || task.startedAt === undefined) return { kind: 'waiting' };
  const health = taskHealth(task);
  if (health === 'UNHEALTHY') return { kind: 'unhealthy', reason: 'Task failed container health checks', event: `(task ${task.id}) failed container health checks.` };
  const registered = targetsOf(task).map(({ arn, target }) => ({ arn, target, state: targets.health(arn, target) }));
  const failed = registered.find(({ state }) => state === 'unhealthy');
  if (failed !== undefined) {
    const { arn, target } = failed;
    return { kind: 'unhealthy', reason: `Task failed ELB health checks in (target-group ${arn})`, event: `(port ${target.port}) is unhealthy in (target-group ${arn}) due to (reason Health checks failed)` };
  }
  if (isChecked(task) && health !== 'HEALTHY') return { kind: 'waiting' };
  if (registered.length > 0) return { kind: registered.every(({ state }) => state === 'healthy') ? 'healthy' : 'waiting' };
  const isSettled = isChecked(task) || now() - task.startedAt.getTime() >= UNCHECKED_WAIT_MS * timeScale;
  return { kind: isSettled ? 'healthy' : 'waiting' };
}
