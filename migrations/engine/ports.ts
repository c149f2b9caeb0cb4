import type { AccessLog } from '../ports/access-log.ts';
import type { Autoscaling } from '../ports/autoscaling.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContainerService } from '../ports/container-service.ts';
import type { DataMover } from '../ports/data-mover.ts';
import type { Flags } from '../ports/flags.ts';
import type { Journal } from '../ports/journal.ts';
import type { LoadBalancer } from '../ports/load-balancer.ts';
import type { ProxyOverrides } from '../ports/proxy-overrides.ts';
import type { ServiceDiscovery } from '../ports/service-discovery.ts';
import type { TrafficStats } from '../ports/traffic-stats.ts';

/** Everything outside that the engine speaks to. */
export interface Ports {
  readonly loadBalancer: LoadBalancer;
  readonly containers: ContainerService;
  readonly discovery: ServiceDiscovery;
  readonly autoscaling: Autoscaling;
  readonly flags: Flags;
  readonly overrides: ProxyOverrides;
  readonly mover: DataMover;
  readonly stats: TrafficStats;
  /** Absent where none is configured. */
  readonly accessLog?: AccessLog;
  readonly journal: Journal;
  readonly clock: Clock;
}
