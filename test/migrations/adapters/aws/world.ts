import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, CreateServiceCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand as CreateRegistryCommand, ListNamespacesCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Config } from '../../../../domain/config.ts';
import type { AwsClients } from '../../../../migrations/adapters/aws/clients.ts';
import { createAwsAdapters, type AwsAdapters } from '../../../../migrations/adapters/aws/index.ts';
import type { Clock } from '../../../../migrations/ports/clock.ts';
import { realClock } from '../../../support/real-clock.ts';
import { until } from '../../../support/until.ts';
import { freePort } from '../../../../demo/free-port.ts';

/** Where to build a world. */
export interface Account {
  readonly endpoint: string;
  readonly region: string;
  readonly network: { readonly vpcId: string; readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
}

/** What a team has before Banyan comes: a monolith behind a load balancer, and the proxy, as a service without tasks, beside it. */
export interface World {
  readonly config: Config;
  /** What is tested. */
  readonly adapters: AwsAdapters;
  /** Clients of a person who works beside Banyan. */
  readonly person: AwsClients;
  readonly vpcId: string;
  readonly namespaceId: string;
  readonly registries: { readonly proxyId: string };
  readonly proxyFamily: string;
  readonly legacy: { readonly name: string; readonly arn: string };
  /** Where the load balancer listens. */
  readonly url: string;
  /** Names for a candidate that nobody else in the account has. */
  readonly names: { readonly service: string; readonly targetGroup: string };
  /** Adapters on another way to the same account, a faulty one; their clock is the real one unless they are given another. */
  at(endpoint: string, clock?: Clock): AwsAdapters;
  readonly close: () => void;
}

let worlds = 0;

/** Builds a world of its own beside those that the account has. */
export async function createWorld({ endpoint, region, network }: Account, priorities: Config['priorities'] = { from: 100, to: 103 }): Promise<World> {
  const n = ++worlds;
  const person = createPerson({ region, endpoint });
  const balancer = await person.elb.send(new CreateLoadBalancerCommand({ Name: `shop-${n}`, Subnets: [...network.subnets], SecurityGroups: [...network.securityGroups] }));
  const legacy = { name: `legacy-${n}`, arn: await createTargetGroup(person, `legacy-${n}`, network.vpcId) };
  await createTargetGroup(person, `proxy-${n}`, network.vpcId);
  const Port = await freePort();
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: legacy.arn }];
  const listener = await person.elb.send(new CreateListenerCommand({ LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions }));
  const cluster = `shop-${n}`;
  const namespace = `shop-${n}.internal`;
  await person.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const { namespaceId, proxyId, proxyArn } = await createNamespace(person, namespace, network.vpcId);
  await createProxy(person, cluster, network, proxyArn);
  const config: Config = {
    aws: { region, endpoint, listener: listener.Listeners?.[0]?.ListenerArn ?? '', cluster, network: { subnets: network.subnets, securityGroups: network.securityGroups, publicIp: false } },
    priorities,
    proxy: { service: 'proxy', targetGroup: `proxy-${n}`, discovery: 'proxy', reportPort: await freePort() },
    namespace,
    unleash: { url: 'http://127.0.0.1:1', project: 'default', environment: 'production' },
    metricPeriodSeconds: 1,
    journal: 'journal',
    migrations: 'migrations',
    drift: 'correct',
    stats: { from: 'proxies', balancerErrors: 'suspect' },
    windows: [],
    notifications: [],
  };
  const opened: AwsAdapters[] = [];
  const at = (way: string, clock = realClock): AwsAdapters => {
    const adapters = createAwsAdapters({ ...config, aws: { ...config.aws, endpoint: way } }, clock);
    opened.push(adapters);
    return adapters;
  };
  return {
    config,
    adapters: at(endpoint),
    person,
    vpcId: network.vpcId,
    namespaceId,
    registries: { proxyId },
    proxyFamily: `proxy-of-${cluster}`,
    legacy,
    url: `http://127.0.0.1:${Port}`,
    names: { service: `catalog-${n}`, targetGroup: `banyan-catalog-${n}` },
    at,
    close() {
      person.close();
      for (const adapters of opened) adapters.close();
    },
  };
}

/** Plain clients of the SDK, in no hurry and with no habits of Banyan's. */
function createPerson(options: { readonly region: string; readonly endpoint: string }): AwsClients {
  const clients = {
    elb: new ElasticLoadBalancingV2Client(options),
    ecs: new ECSClient(options),
    // DiscoverInstances has a host of its own, which an address of the loopback has not.
    cloudMap: new ServiceDiscoveryClient({ ...options, disableHostPrefix: true }),
    scaling: new ApplicationAutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}

export async function createTargetGroup({ elb }: AwsClients, Name: string, VpcId: string): Promise<string> {
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand({ Name, TargetType: 'ip', Protocol: 'HTTP', Port: 3000, VpcId, HealthCheckPath: '/healthz' }));
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

async function createNamespace({ cloudMap }: AwsClients, Name: string, Vpc: string): Promise<{ namespaceId: string; proxyId: string; proxyArn: string }> {
  await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc }));
  const namespaceId = await until(async () => (await cloudMap.send(new ListNamespacesCommand({}))).Namespaces?.find((each) => each.Name === Name)?.Id);
  const DnsConfig = { DnsRecords: [{ Type: 'A' as const, TTL: 5 }] };
  const { Service } = await cloudMap.send(new CreateRegistryCommand({ Name: 'proxy', NamespaceId: namespaceId, DnsConfig, HealthCheckCustomConfig: { FailureThreshold: 1 } }));
  return { namespaceId, proxyId: Service?.Id ?? '', proxyArn: Service?.Arn ?? '' };
}

async function createProxy({ ecs }: AwsClients, cluster: string, network: Account['network'], registryArn: string): Promise<void> {
  const definition = {
    family: `proxy-of-${cluster}`,
    requiresCompatibilities: ['FARGATE' as const],
    networkMode: 'awsvpc' as const,
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      { name: 'proxy', image: 'shop/proxy:1', essential: true, portMappings: [{ containerPort: 8080 }], environment: [{ name: 'LEGACY', value: 'http://legacy' }] },
      { name: 'agent', image: 'shop/agent:1', essential: false, environment: [{ name: 'LEVEL', value: 'info' }] },
    ],
    tags: [{ key: 'team', value: 'shop' }],
  };
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(definition));
  const networkConfiguration = { awsvpcConfiguration: { subnets: [...network.subnets], securityGroups: [...network.securityGroups] } };
  const serviceRegistries = [{ registryArn }];
  await ecs.send(new CreateServiceCommand({ cluster, serviceName: 'proxy', taskDefinition: taskDefinition?.taskDefinitionArn, desiredCount: 0, launchType: 'FARGATE', networkConfiguration, serviceRegistries }));
}
