import { DiscoverInstancesCommand, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Config } from '../../../domain/config.ts';

/** The operators' ports of all proxies that Cloud Map knows, `http://10.0.1.7:9901`. */
export async function proxyAddresses(cloudMap: ServiceDiscoveryClient, { proxy, namespace }: Pick<Config, 'proxy' | 'namespace'>): Promise<string[]> {
  const { Instances } = await cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: namespace, ServiceName: proxy.discovery, HealthStatus: 'ALL', MaxResults: 1000 }));
  const addresses = (Instances ?? []).flatMap(({ Attributes }) => Attributes?.['AWS_INSTANCE_IPV4'] ?? []);
  return addresses.map((address) => `http://${address}:${proxy.reportPort}`);
}
