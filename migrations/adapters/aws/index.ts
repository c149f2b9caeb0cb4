import type { Config } from '../../../domain/config.ts';
import type { Autoscaling } from '../../ports/autoscaling.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContainerService } from '../../ports/container-service.ts';
import type { LoadBalancer } from '../../ports/load-balancer.ts';
import type { ServiceDiscovery } from '../../ports/service-discovery.ts';
import type { TrafficStats } from '../../ports/traffic-stats.ts';
import { createAutoscaling } from './autoscaling.ts';
import { createAwsClients } from './clients.ts';
import { createNamespace } from './cloud-map.ts';
import { createContainerService } from './container-service.ts';
import { createLoadBalancer } from './load-balancer.ts';
import { createServiceDiscovery } from './service-discovery.ts';
import { createTrafficStats } from './traffic-stats.ts';

/** Every port that AWS stands behind. */
export interface AwsAdapters {
  readonly loadBalancer: LoadBalancer;
  readonly containers: ContainerService;
  readonly discovery: ServiceDiscovery;
  readonly autoscaling: Autoscaling;
  readonly stats: TrafficStats;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** Speaks to no service yet. Credentials are found by the SDK itself, where the AWS CLI finds them. */
export function createAwsAdapters(config: Config, clock: Clock): AwsAdapters {
  const clients = createAwsClients(config.aws, clock);
  const { elb, ecs, cloudMap, scaling, cloudWatch } = clients;
  const namespace = createNamespace(cloudMap, config.namespace);
  return {
    loadBalancer: createLoadBalancer({ elb, config, clock }),
    containers: createContainerService({ ecs, elb, namespace, config, clock }),
    discovery: createServiceDiscovery({ cloudMap, namespace, clock }),
    autoscaling: createAutoscaling({ scaling, elb, config }),
    stats: createTrafficStats({ elb, cloudMap, cloudWatch, config, clock }),
    close: () => clients.close(),
  };
}
