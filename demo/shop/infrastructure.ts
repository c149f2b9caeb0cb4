import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';

/** The clients a team's own tooling would use to build what was there before Banyan came. */
export interface ShopClients {
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ecs: ECSClient;
  readonly discovery: ServiceDiscoveryClient;
  readonly metrics: CloudWatchClient;
}

/** How to reach the account the shop is built in. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
}

export function shopClients({ endpoint, region, credentials }: Omit<Account, 'network'>): ShopClients {
  const options = { endpoint, region, credentials };
  return {
    elb: new ElasticLoadBalancingV2Client(options),
    ecs: new ECSClient(options),
    discovery: new ServiceDiscoveryClient({ ...options, disableHostPrefix: true }),
    metrics: new CloudWatchClient(options),
  };
}
