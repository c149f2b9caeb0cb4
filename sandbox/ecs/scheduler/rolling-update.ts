/** What the scheduler does next for one service. */
export interface RolloutPlan<T> {
  /** How many tasks of the primary deployment to start. */
  readonly start: number;
  readonly stop: readonly T[];
  /** Tasks that would stop, were they not protected. */
  readonly spared: number;
}

export interface RolloutSituation<T> {
  readonly desired: number;
  /** Percentages of `desired`: the floor is rounded up, the ceiling down. */
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Tasks that are to run, of the primary deployment and of those before it. */
  readonly primary: readonly T[];
  readonly previous: readonly T[];
}

export interface Candidate {
  /** It counts towards the minimum. */
  readonly healthy: boolean;
  /** It failed its health checks: to be replaced, if room allows by one that is healthy first. */
  readonly failed?: boolean;
  /** It may be stopped neither by scaling in nor by a deployment. */
  readonly protected?: boolean;
}

/**
 * One step of a rolling update. Healthy tasks never fall below the floor by what it stops, and all tasks together never rise above the ceiling by what it starts.
 * Tasks of previous deployments that are not healthy serve nobody, so they go first and count for nothing.
 */
export function planRollout<T extends Candidate>(situation: RolloutSituation<T>): RolloutPlan<T> {
  const { desired, previous } = situation;
  const floor = Math.ceil((desired * situation.minimumHealthyPercent) / 100);
  const ceiling = Math.floor((desired * situation.maximumPercent) / 100);
  const failed = situation.primary.filter((task) => task.failed === true);
  const primary = situation.primary.filter((task) => task.failed !== true);

  const tooMany = Math.max(0, primary.length - desired);
  const surplus = unhealthyFirst(primary.filter(isFree)).slice(0, tooMany);
  const kept = primary.filter((task) => !surplus.includes(task));
  const spare = Math.max(0, countHealthy(kept) + countHealthy(previous) - floor);
  const dispensable = previous.length - countHealthy(previous) + spare;
  const superseded = unhealthyFirst(previous.filter(isFree)).slice(0, dispensable);

  const room = ceiling - kept.length - (previous.length - superseded.length);
  const missing = desired - kept.length;
  const superfluous = Math.max(0, failed.length + countHealthy(kept) - desired);
  // Failed tasks stop as healthy ones take their place; where there is no room for one to start, one at a time makes it.
  const replaced = failed.slice(0, Math.max(superfluous, missing > 0 && room <= failed.length ? 1 : 0));
  const start = Math.max(0, Math.min(missing, room - failed.length + replaced.length));
  const spared = tooMany - surplus.length + Math.min(dispensable, previous.length) - superseded.length;
  return { start, stop: [...surplus, ...replaced, ...superseded], spared };
}

function unhealthyFirst<T extends Candidate>(tasks: readonly T[]): readonly T[] {
  return [...tasks.filter(({ healthy }) => !healthy), ...tasks.filter(({ healthy }) => healthy)];
}

function isFree(task: Candidate): boolean {
  return task.protected !== true;
}

function countHealthy(tasks: readonly Candidate[]): number {
  return tasks.filter(({ healthy }) => healthy).length;
}
