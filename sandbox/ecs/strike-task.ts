import type { EcsState } from './state.ts';
import type { Strike } from './runtime/runtime.ts';

/** Breaks every container of a running task, as a fault on demand. `taskId` is the last part of its ARN; rejects where no such task runs. */
export async function strikeTask({ clusters }: EcsState, taskId: string, kind: Strike): Promise<void> {
  const task = [...clusters.values()].map(({ tasks }) => tasks.get(taskId)).find((found) => found !== undefined);
  if (task === undefined || task.lastStatus !== 'RUNNING') throw new Error(`Task ${taskId} cannot be struck: ${task === undefined ? 'there is none of that id' : `it is ${task.lastStatus}`}. Strike one that ListTasks shows and that is RUNNING.`);
  await Promise.all(task.containers.map((container) => container.strike(kind)));
}
