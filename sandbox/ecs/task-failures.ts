import type { StopCode } from './task.ts';

/** Causes of a task's end that speak against its deployment. */
export function isFailure(code: StopCode | undefined): boolean {
  return code === 'TaskFailedToStart' || code === 'EssentialContainerExited';
}

/** Failed tasks in a row at which a circuit breaker gives a deployment up. */
export function breakerThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}

/** A task that ran this long is no failure of its start. */
export const SETTLED_AFTER_MS = 10_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Pause before the next task after so many failures in a row: none after the first. ECS waits up to 15 minutes; nobody who develops does. */
export function pauseAfter(failuresInARow: number): number {
  return failuresInARow < 2 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failuresInARow - 2));
}
