import type { EcsState } from './state.ts';

/** A task that runs and is to go on, as faults on demand see it. */
export interface RunningTask {
  readonly id: string;
  /** Its service, or for a task without one the family of its task definition. */
  readonly service: string;
  readonly startedAt: number;
}

export function runningTasks({ clusters }: EcsState): readonly RunningTask[] {
  return [...clusters.values()]
    .flatMap(({ tasks }) => [...tasks.values()])
    .filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING')
    .map(({ id, request, startedAt }) => ({ id, service: request.owner?.service.name ?? request.revision.taskDefinition.family, startedAt: startedAt?.getTime() ?? 0 }));
}
