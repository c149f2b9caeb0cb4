import type { EcsState } from './state.ts';
import { purgeTaskDefinitions } from './task-definitions/delete-task-definitions.ts';

/** So long are stopped tasks and inactive services shown. */
const STAY_MS = 3_600_000;

/** Forgets what AWS shows no longer, so that memory stays flat. */
export function forgetWhatIsOver(state: EcsState): void {
  const before = state.now() - STAY_MS;
  const isOver = (at: Date | undefined) => at !== undefined && at.getTime() < before;
  for (const { tasks, services } of state.clusters.values()) {
    for (const { id, stoppedAt } of tasks.values()) if (isOver(stoppedAt)) tasks.delete(id);
    for (const { name, inactiveAt } of services.values()) if (isOver(inactiveAt)) services.delete(name);
  }
  purgeTaskDefinitions(state);
}
