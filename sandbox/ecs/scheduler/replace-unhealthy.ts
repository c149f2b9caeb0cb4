import type { EcsService } from '../state.ts';
import { standingOf } from '../tasks/standing.ts';
import { addEvent } from './deployments.ts';
import type { SchedulerContext } from './scheduler-context.ts';
import { noteFailure, noteSuccess } from './task-failures.ts';

/** Notes which tasks have got healthy, and which failed their health checks after their grace period: those are to be replaced. */
export function judgeTasks(service: EcsService, { host }: SchedulerContext): void {
  const now = host.now();
  const graceMs = service.settings.healthCheckGracePeriodSeconds * 1_000;
  for (const task of service.tasks) {
    const standing = standingOf(task, host);
    if (standing.kind === 'healthy' && task.healthyAt === undefined) {
      task.healthyAt = new Date(now);
      noteSuccess(service, task);
    }
    if (standing.kind !== 'unhealthy' || task.condemned !== undefined || now - (task.startedAt?.getTime() ?? Infinity) < graceMs) continue;
    task.condemned = standing.reason;
    addEvent(service, now, standing.event);
    noteFailure(service, task, now, host.timeScale);
  }
}
