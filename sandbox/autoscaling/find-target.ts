import { objectNotFound } from './inputs.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

/** The target registered for that resource. */
export function targetOf(state: AutoscalingState, resourceId: string): ScalableTarget {
  const target = state.targets.get(resourceId);
  if (target === undefined) throw objectNotFound(`No scalable target found for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ecs:service:DesiredCount`);
  return target;
}
