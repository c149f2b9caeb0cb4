import { mkdtempSync, rmSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateClusterCommand, CreateServiceCommand as CreateEcsServiceCommand, DescribeServicesCommand, DescribeTasksCommand, ECSClient, ListTasksCommand, RegisterTaskDefinitionCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand, ModifyTargetGroupAttributesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand, GetOperationCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { until } from '../support/until.ts';
import { findContainerEngine } from '../../demo/containers/container-engine.ts';
import { findEngine } from './ecs/runtime/container-engine.ts';
import { freePort } from '../../demo/free-port.ts';

const CATALOG = new URL('../../services/catalog/', import.meta.url).pathname;
const IMAGE = 'banyan-test/catalog:1';
const BUILD_MS = 180_000;
const DEADLINE_MS = 25_000;

const engine = await findEngine();
const inAnEngine = engine.missing === undefined ? describe : describe.skip;

inAnEngine(`the catalog, built from its own Dockerfile, as a service of two containers${engine.missing === undefined ? '' : ` (${engine.missing})`}`, () => {
  let logDirectory: string;
  let sandbox: Sandbox;
  let clients: Clients;
  let url: string;

  beforeAll(async () => {
    await (await findContainerEngine(engine.dockerHost)).build(IMAGE, { context: CATALOG });
    logDirectory = mkdtempSync(join(tmpdir(), 'containers-'));
    sandbox = await startSandbox({ images: {}, logDirectory, runtime: 'docker', metricPeriodSeconds: 1 });
    const { awsEndpoint: endpoint, region, credentials } = sandbox;
    const client = { endpoint, region, credentials };
    clients = { ecs: new ECSClient(client), elb: new ElasticLoadBalancingV2Client(client), cloudMap: new ServiceDiscoveryClient(client) };
    url = await createService(sandbox, clients);
  }, BUILD_MS);
  afterAll(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await sandbox.close();
    rmSync(logDirectory, { recursive: true });
  });

  const tasks = async (desiredStatus: 'RUNNING' | 'STOPPED') => {
    const { taskArns = [] } = await clients.ecs.send(new ListTasksCommand({ cluster: 'shop', desiredStatus }));
    return taskArns.length === 0 ? [] : ((await clients.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns }))).tasks ?? []);
  };

  test('it gets steady, and answers through the load balancer', async () => {
    await until(async () => (await clients.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['catalog'] }))).services?.find((service) => service.deployments?.[0]?.rolloutState === 'COMPLETED' && service.runningCount === 2), DEADLINE_MS);
    const answer = await fetch(`${url}/api/products?per_page=1`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ total: 2000 });
  });

  test('it is found by its Cloud Map name, at the addresses of both tasks', async () => {
    const resolver = new Resolver();
    resolver.setServers([`${sandbox.dns.host}:${sandbox.dns.port}`]);
    const addresses = (await tasks('RUNNING')).map(({ containers }) => containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address ?? '');
    expect(addresses).toHaveLength(2);
    expect((await resolver.resolve4('catalog.shop.internal')).toSorted()).toEqual(addresses.toSorted());
    for (const address of addresses) expect((await fetch(`http://${address}:3000/healthz`)).status).toBe(200);
  });

  test('scaled to none it is stopped gracefully: no request is lost, and each container ends by itself', async () => {
    await clients.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'catalog', desiredCount: 1 }));
    for (let asked = 0; asked < 100; asked += 1) expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await clients.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'catalog', desiredCount: 0 }));
    const stopped = await until(async () => [await tasks('STOPPED')].find((all) => all.length === 2 && all.every(({ lastStatus }) => lastStatus === 'STOPPED')), DEADLINE_MS);
    expect(stopped.map(({ containers }) => containers?.[0]?.exitCode)).toEqual([0, 0]);
  });
});

interface Clients {
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly cloudMap: ServiceDiscoveryClient;
}

/** A load balancer, a name and the service behind both. Returns the URL of the load balancer. */
async function createService({ network: { vpcId, subnets, securityGroups } }: Sandbox, { ecs, elb, cloudMap }: Clients): Promise<string> {
  const { OperationId } = await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: vpcId }));
  const NamespaceId = await until(async () => [(await cloudMap.send(new GetOperationCommand({ OperationId }))).Operation].find((operation) => operation?.Status === 'SUCCESS')?.Targets?.NAMESPACE);
  const { Service } = await cloudMap.send(new CreateServiceCommand({ Name: 'catalog', NamespaceId, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] }, HealthCheckCustomConfig: {} }));
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [...subnets], SecurityGroups: [...securityGroups] }));
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand({ Name: 'catalog', Protocol: 'HTTP', Port: 3000, TargetType: 'ip', VpcId: vpcId, HealthCheckPath: '/healthz', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2 }));
  const targetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }] }));
  const loadBalancer = LoadBalancers?.[0];
  const { Listeners } = await elb.send(new CreateListenerCommand({ LoadBalancerArn: loadBalancer?.LoadBalancerArn, Protocol: 'HTTP', Port: await freePort(), DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }] }));
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'catalog', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512',
      containerDefinitions: [{ name: 'catalog', image: IMAGE, portMappings: [{ containerPort: 3000 }] }],
    }),
  );
  await ecs.send(
    new CreateEcsServiceCommand({
      cluster: 'shop', serviceName: 'catalog', taskDefinition: 'catalog', desiredCount: 2, launchType: 'FARGATE', healthCheckGracePeriodSeconds: 60,
      networkConfiguration: { awsvpcConfiguration: { subnets: [...subnets], securityGroups: [...securityGroups] } },
      loadBalancers: [{ targetGroupArn, containerName: 'catalog', containerPort: 3000 }],
      serviceRegistries: [{ registryArn: Service?.Arn }],
    }),
  );
  return `http://127.0.0.1:${Listeners?.[0]?.Port}`;
}
