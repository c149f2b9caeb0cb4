import type { ScalableServices } from '../ecs/scalable-services.ts';
import { enterActivity } from './activities.ts';
import { moveIntoBounds } from './bounds.ts';
import { isDue, parseSchedule } from './schedule.ts';
import type { AutoscalingState, ScalableTarget, ScheduledAction } from './state.ts';

/** Puts the bounds of scheduled actions in force when they are due. The function that it gives looks at what came due since it looked last. */
export function createScheduler(state: AutoscalingState, services: ScalableServices): () => void {
  let lookedAt = state.now();
  return () => {
    const [since, now] = [lookedAt, state.now()];
    lookedAt = now;
    for (const target of state.targets.values()) {
      if (target.suspended.ScheduledScalingSuspended) continue;
      for (const action of target.scheduled.values()) if (isActionDue(action, since, now)) run(state, services, target, action);
    }
  };
}

function isActionDue({ schedule, timezone = 'UTC', createdAt, start = createdAt.getTime(), end = Infinity }: ScheduledAction, since: number, now: number): boolean {
  const parsed = parseSchedule(schedule);
  return parsed !== undefined && now >= start && now <= end && isDue(parsed, Math.max(since, createdAt.getTime()), now, start, timezone);
}

function run(state: AutoscalingState, services: ScalableServices, target: ScalableTarget, { name, minimum, maximum }: ScheduledAction): void {
  // A bound that is left out stays, unless it would contradict the one that is given.
  target.minimum = minimum ?? Math.min(target.minimum, maximum ?? Infinity);
  target.maximum = maximum ?? Math.max(target.maximum, target.minimum);
  const parts = [...(minimum === undefined ? [] : [`min capacity to ${minimum}`]), ...(maximum === undefined ? [] : [`max capacity to ${maximum}`])].join(' and ');
  enterActivity(state, { resourceId: target.resourceId, description: `Setting ${parts}`, cause: `scheduled action name ${name} was triggered`, status: 'Successful', message: `Successfully set ${parts}`, wanted: undefined, notScaled: undefined, hasEnded: true });
  moveIntoBounds(state, services, target);
}
