/** What the scheduler does next for one service. */
export interface RolloutPlan<T> {
  /** How many tasks of the primary deployment to start. */
  readonly start: number;
  readonly stop: readonly T[];
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

/**
 * One step of a rolling update. Healthy tasks never fall below the floor by what it stops, and all tasks together never rise above the ceiling by what it starts.
 * Tasks of previous deployments that are not healthy serve nobody, so they go first and count for nothing.
 */
export function planRollout<T extends { readonly healthy: boolean }>(situation: RolloutSituation<T>): RolloutPlan<T> {
  const { desired, primary, previous } = situation;
  const floor = Math.ceil((desired * situation.minimumHealthyPercent) / 100);
  const ceiling = Math.floor((desired * situation.maximumPercent) / 100);
  const surplus = unhealthyFirst(primary).slice(0, Math.max(0, primary.length - desired));
  const kept = primary.filter((task) => !surplus.includes(task));
  const spare = Math.max(0, countHealthy(kept) + countHealthy(previous) - floor);
  const superseded = unhealthyFirst(previous).slice(0, previous.length - countHealthy(previous) + spare);
  const room = ceiling - kept.length - (previous.length - superseded.length);
  return { start: Math.max(0, Math.min(desired - kept.length, room)), stop: [...surplus, ...superseded] };
}

function unhealthyFirst<T extends { readonly healthy: boolean }>(tasks: readonly T[]): readonly T[] {
  return [...tasks.filter(({ healthy }) => !healthy), ...tasks.filter(({ healthy }) => healthy)];
}

function countHealthy(tasks: readonly { readonly healthy: boolean }[]): number {
  return tasks.filter(({ healthy }) => healthy).length;
}
