import type { CircuitBreaker } from '../services/settings.ts';
import type { EcsService, StopCode, Task } from '../state.ts';
import { deploymentOf } from './deployments.ts';

/** Causes of a task's end that speak against its deployment, unless it had been healthy. */
export function isFailure(code: StopCode | undefined): boolean {
  return code === 'TaskFailedToStart' || code === 'EssentialContainerExited';
}

/** Counts a failed task against its deployment and puts off the next start. One that had been healthy is replaced at once and speaks against nobody. */
export function noteFailure(service: EcsService, task: Task, now: number, timeScale: number): void {
  service.steady = false;
  if (task.healthyAt !== undefined) return;
  service.failuresInARow += 1;
  service.startsNotBefore = now + pauseAfter(service.failuresInARow) * timeScale;
  const deployment = deploymentOf(task);
  if (deployment !== undefined) deployment.failedTasks += 1;
}

/** A task got healthy: failures in a row are over. */
export function noteSuccess(service: EcsService, task: Task): void {
  service.failuresInARow = 0;
  const deployment = deploymentOf(task);
  if (deployment !== undefined && service.settings.deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask !== false) deployment.failedTasks = 0;
}

/** Failed tasks at which a circuit breaker gives a deployment up: half of the desired ones, at least 3 and at most 200, unless it is set otherwise. */
export function breakerThreshold(desiredCount: number, { thresholdConfiguration: { type, value } = { type: 'BOUNDED_PERCENT', value: 50 } }: Pick<CircuitBreaker, 'thresholdConfiguration'>): number {
  if (type === 'COUNT') return value;
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Pause before the next task after so many failures in a row, in ms: none after the first, then twice as long each time up to the 15 minutes of AWS. */
export function pauseAfter(failuresInARow: number): number {
  return failuresInARow < 2 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failuresInARow - 2));
}
