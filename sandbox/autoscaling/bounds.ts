import type { ScalableServices } from '../ecs/scalable-services.ts';
import { enterActivity } from './activities.ts';
import type { AutoscalingState, ScalableTarget } from './state.ts';

/** A scalable target's service: `service/<cluster>/<service>`. */
export function serviceNamed(resourceId: string): readonly [cluster: string, service: string] {
  const [, cluster = '', service = ''] = resourceId.split('/');
  return [cluster, service];
}

/** Sets the desired count and enters that as an activity, which ends when ECS has followed. */
export function setCapacity(state: AutoscalingState, services: ScalableServices, { resourceId }: ScalableTarget, wanted: number, cause: string): void {
  services.setDesired(...serviceNamed(resourceId), wanted, cause);
  enterActivity(state, {
    resourceId,
    description: `Setting desired count to ${wanted}.`,
    cause,
    status: 'InProgress',
    message: `Successfully set desired count to ${wanted}. Waiting for change to be fulfilled by ecs.`,
    wanted,
    notScaled: undefined,
    hasEnded: false,
  });
}

/** Moves a desired count that lies outside the bounds to the nearer one. */
export function moveIntoBounds(state: AutoscalingState, services: ScalableServices, target: ScalableTarget): void {
  const desired = services.scalable(...serviceNamed(target.resourceId))?.desired;
  if (desired === undefined) return;
  if (desired < target.minimum) setCapacity(state, services, target, target.minimum, `minimum capacity was set to ${target.minimum}`);
  if (desired > target.maximum) setCapacity(state, services, target, target.maximum, `maximum capacity was set to ${target.maximum}`);
}
