import type { TargetGroup } from '../model.ts';
import type { Algorithm } from './choose-target.ts';

/** A target group's attributes, as far as its pool acts on them. */
export interface RoutingSettings {
  readonly algorithm: Algorithm;
  readonly slowStartMs: number;
  readonly drainMs: number;
  /** With fewer healthy targets than this, requests go to all that are registered. */
  readonly enoughHealthy: (healthy: number, registered: number) => boolean;
}

export function routingSettingsOf({ attributes }: TargetGroup, timeScale: number): RoutingSettings {
  const seconds = (key: string): number => Number(attributes[key] ?? 0) * 1_000 * timeScale;
  const routing = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
  const count = threshold(attributes[`${routing}.count`] ?? '1');
  const percent = threshold(attributes[`${routing}.percentage`] ?? 'off');
  return {
    algorithm: (attributes['load_balancing.algorithm.type'] ?? 'round_robin') as Algorithm,
    slowStartMs: seconds('slow_start.duration_seconds'),
    drainMs: seconds('deregistration_delay.timeout_seconds'),
    enoughHealthy: (healthy, registered) => healthy > 0 && healthy >= count && healthy * 100 >= percent * registered,
  };
}

function threshold(value: string): number {
  return value === 'off' ? 0 : Number(value);
}
