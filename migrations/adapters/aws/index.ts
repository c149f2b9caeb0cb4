import type { Config } from '../../../domain/config.ts';
import type { Autoscaling } from '../../ports/autoscaling.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContainerService } from '../../ports/container-service.ts';
import type { LoadBalancer } from '../../ports/load-balancer.ts';
import type { ServiceDiscovery } from '../../ports/service-discovery.ts';
import type { TrafficStats } from '../../ports/traffic-stats.ts';
import { createAutoscaling } from './autoscaling.ts';
import { createAwsClients, type AwsClients } from './clients.ts';
import { createNamespace } from './cloud-map.ts';
import { createContainerService } from './container-service.ts';
import { readLegacy } from './listener.ts';
import { createLoadBalancer } from './load-balancer.ts';
import { readProxyReports, type ProxyReports } from '../proxy-reports.ts';
import { proxyAddresses } from './proxy-addresses.ts';
import { createServiceDiscovery } from './service-discovery.ts';
import { openReadBook, sharedClient } from './together/shared-client.ts';
import { createTrafficStats } from './traffic-stats.ts';

/** Every port that AWS stands behind. */
export interface AwsAdapters {
  readonly loadBalancer: LoadBalancer;
  readonly containers: ContainerService;
  readonly discovery: ServiceDiscovery;
  readonly autoscaling: Autoscaling;
  readonly stats: TrafficStats;
  /** ARN of legacy's target group. */
  legacyTargetGroup(): Promise<string>;
  /** The operators' ports of all proxies. */
  proxyAddresses(): Promise<string[]>;
  /** The same for looking at many route groups together, at the cost of a few calls a round. Good for looking, not for deciding: part of it is older than the round. */
  readonly together: { begin(): void } & Pick<AwsAdapters, 'loadBalancer' | 'containers' | 'discovery' | 'autoscaling' | 'stats'>;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** Speaks to no service yet. Credentials are found by the SDK itself, where the AWS CLI finds them. */
export function createAwsAdapters(config: Config, clock: Clock, readReports?: () => Promise<ProxyReports>): AwsAdapters {
  const clients = createAwsClients(config.aws, clock);
  const book = openReadBook();
  const { cloudMap } = clients;
  const readAll = readReports ?? (async () => readProxyReports(await proxyAddresses(cloudMap, config)));
  const readTogether = () => book.read({ kind: 'reports', key: 'reports', freshness: 'always' }, readAll);
  const shared = Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, typeof client === 'function' ? client : sharedClient(client, book)])) as unknown as AwsClients;
  return { ...portsOn(clients, config, clock, readReports), together: { begin: () => book.begin(), ...portsOn(shared, config, clock, readTogether) }, close: () => clients.close() };
}

function portsOn({ elb, ecs, cloudMap, scaling, cloudWatch }: AwsClients, config: Config, clock: Clock, readReports: (() => Promise<ProxyReports>) | undefined): Omit<AwsAdapters, 'together' | 'close'> {
  const namespace = createNamespace(cloudMap, config.namespace);
  return {
    loadBalancer: createLoadBalancer({ elb, config, clock }),
    containers: createContainerService({ ecs, elb, namespace, config, clock }),
    discovery: createServiceDiscovery({ cloudMap, namespace, clock }),
    autoscaling: createAutoscaling({ scaling, ecs, elb, config }),
    stats: createTrafficStats({ elb, cloudMap, cloudWatch, config, clock, readReports }),
    legacyTargetGroup: () => readLegacy(elb, config.aws.listener),
    proxyAddresses: () => proxyAddresses(cloudMap, config),
  };
}
