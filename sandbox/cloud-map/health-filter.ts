import { healthOf, type DiscoveryService, type Instance } from './state.ts';

export type HealthFilter = 'HEALTHY' | 'UNHEALTHY' | 'ALL' | 'HEALTHY_OR_ELSE_ALL';

/** Those instances that the filter lets pass. A service without health checks ignores it. */
export function byHealth(service: DiscoveryService, instances: readonly Instance[], filter: HealthFilter, now: number): readonly Instance[] {
  if (!service.customHealth || filter === 'ALL') return instances;
  const passing = instances.filter((instance) => healthOf(instance, now) === (filter === 'UNHEALTHY' ? 'UNHEALTHY' : 'HEALTHY'));
  return passing.length === 0 && filter === 'HEALTHY_OR_ELSE_ALL' ? instances : passing;
}
