import type { Task, TaskRequest } from '../state.ts';
import type { TaskHost } from '../tasks/task-host.ts';
import type { AlarmState } from './fail-deployment.ts';

/** What one look at a service needs. */
export interface SchedulerContext {
  readonly host: Pick<TaskHost, 'targets' | 'now' | 'timeScale'>;
  readonly alarmState: AlarmState;
  /** Starts a task and enters it in its cluster. */
  readonly run: (request: TaskRequest) => Task;
}
