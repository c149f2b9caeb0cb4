import { DescribeServicesCommand, DescribeTaskDefinitionCommand, paginateListClusters, paginateListServices, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import { DescribeListenersCommand, paginateDescribeLoadBalancers, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateListNamespaces, paginateListServices as paginateListNames, type ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Clock } from '../../ports/clock.ts';
import { targetGroupName } from './arns.ts';
import { createAwsClients, type AwsPlace } from './clients.ts';
import { forwardOf } from './rule-shape.ts';

/** What stands in an account and a region, as far as a configuration names it. */
export interface AccountSurvey {
  readonly listeners: readonly FoundListener[];
  readonly services: readonly FoundService[];
}

export interface FoundListener {
  readonly arn: string;
  readonly balancer: string;
  readonly port: number;
  /** Target group that the default action forwards to; `null` where it does something else, or forwards to several. */
  readonly targetGroup: string | null;
}

export interface FoundService {
  readonly cluster: string;
  readonly name: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Target groups that its tasks are registered in. */
  readonly targetGroups: readonly string[];
  /** Name and namespace in Cloud Map; `null`: it has none there. */
  readonly discovery: { readonly name: string; readonly namespace: string } | null;
  readonly network: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly publicIp: boolean } | null;
  readonly executionRole: string | null;
}

/** Reads what is there. Changes nothing. */
export async function surveyAccount(place: AwsPlace, clock: Clock): Promise<AccountSurvey> {
  const clients = createAwsClients(place, clock);
  const { elb, ecs, cloudMap } = clients;
  try {
    const [listeners, names] = await Promise.all([listenersOf(elb), namesOf(cloudMap)]);
    return { listeners, services: await servicesOf(ecs, names) };
  } finally {
    clients.close();
  }
}

async function listenersOf(elb: ElasticLoadBalancingV2Client): Promise<readonly FoundListener[]> {
  const found: FoundListener[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client: elb }, {})) {
    for (const { LoadBalancerArn, LoadBalancerName = '', Type } of LoadBalancers) {
      if (Type !== 'application') continue;
      const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
      for (const { ListenerArn = '', Port = 0, DefaultActions = [] } of Listeners) {
        const targets = forwardOf(DefaultActions)?.TargetGroups ?? [];
        found.push({ arn: ListenerArn, balancer: LoadBalancerName, port: Port, targetGroup: targets.length === 1 ? targetGroupName(targets[0]?.TargetGroupArn ?? '') : null });
      }
    }
  }
  return found;
}

type Names = ReadonlyMap<string, { readonly name: string; readonly namespace: string }>;

/** Names in private DNS namespaces, by the ARNs of their registries. */
async function namesOf(cloudMap: ServiceDiscoveryClient): Promise<Names> {
  const names = new Map<string, { name: string; namespace: string }>();
  for await (const { Namespaces = [] } of paginateListNamespaces({ client: cloudMap }, { Filters: [{ Name: 'TYPE', Values: ['DNS_PRIVATE'], Condition: 'EQ' }] })) {
    for (const { Id = '', Name: namespace = '' } of Namespaces) {
      for await (const { Services = [] } of paginateListNames({ client: cloudMap }, { Filters: [{ Name: 'NAMESPACE_ID', Values: [Id], Condition: 'EQ' }] })) {
        for (const { Arn = '', Name: name = '' } of Services) names.set(Arn, { name, namespace });
      }
    }
  }
  return names;
}

/** As many as one call describes. */
const AT_ONCE = 10;

async function servicesOf(ecs: ECSClient, names: Names): Promise<readonly FoundService[]> {
  const found: FoundService[] = [];
  for await (const { clusterArns = [] } of paginateListClusters({ client: ecs }, {})) {
    for (const cluster of clusterArns) {
      for await (const { serviceArns = [] } of paginateListServices({ client: ecs, pageSize: AT_ONCE }, { cluster })) {
        if (serviceArns.length === 0) continue;
        const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns }));
        found.push(...(await Promise.all(services.map((service) => serviceOf(ecs, cluster, service, names)))));
      }
    }
  }
  return found;
}

async function serviceOf(ecs: ECSClient, cluster: string, service: Service, names: Names): Promise<FoundService> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition }));
  const container = taskDefinition?.containerDefinitions?.[0];
  const awsvpc = service.networkConfiguration?.awsvpcConfiguration;
  return {
    cluster: cluster.slice(cluster.lastIndexOf('/') + 1),
    name: service.serviceName ?? '',
    image: container?.image ?? '',
    environment: Object.fromEntries((container?.environment ?? []).map(({ name = '', value = '' }) => [name, value])),
    targetGroups: (service.loadBalancers ?? []).map(({ targetGroupArn = '' }) => targetGroupName(targetGroupArn)),
    discovery: names.get(service.serviceRegistries?.[0]?.registryArn ?? '') ?? null,
    network: awsvpc?.subnets ? { subnets: awsvpc.subnets, securityGroups: awsvpc.securityGroups ?? [], publicIp: awsvpc.assignPublicIp === 'ENABLED' } : null,
    executionRole: taskDefinition?.executionRoleArn ?? null,
  };
}
