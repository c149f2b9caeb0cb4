import type { Tags } from '../../json-api/tags.ts';
import type { Cluster, EcsService } from '../state.ts';

/** The tags that ECS itself sets where `enableECSManagedTags` is on. */
export function managedTags(cluster: Cluster, service?: EcsService): Tags {
  return new Map([['aws:ecs:clusterName', cluster.name] as const, ...(service === undefined ? [] : [['aws:ecs:serviceName', service.name] as const])]);
}
