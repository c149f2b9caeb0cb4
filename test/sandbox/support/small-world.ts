import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, CreateServiceCommand, ECSClient, ListTasksCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  type ActionTypeEnum,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand as CreateNameCommand, GetOperationCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/start.ts';
import { until } from '../../support/until.ts';
import { freePort } from '../../../demo/free-port.ts';

const WEB = new URL('../fixtures/web/', import.meta.url).pathname;

export const IMAGES = { web: { directory: WEB } };

/** The SDK's own clients for a sandbox. */
export function clientsOf({ awsEndpoint, region, credentials }: Pick<Sandbox, 'awsEndpoint' | 'region' | 'credentials'>, maxAttempts = 1) {
  // The SDK notes in the object where it has it from.
  const options = { endpoint: awsEndpoint, region, credentials: { ...credentials }, disableHostPrefix: true, maxAttempts };
  const clients = {
    elb: new ElasticLoadBalancingV2Client(options),
    ecs: new ECSClient(options),
    discovery: new ServiceDiscoveryClient(options),
    autoscaling: new ApplicationAutoScalingClient(options),
    cloudwatch: new CloudWatchClient(options),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
export type Clients = ReturnType<typeof clientsOf>;

/** A whole sandbox in this process, with its tasks' logs in a directory of its own. */
export async function openSandbox(options: Partial<SandboxOptions> = {}) {
  const logDirectory = await mkdtemp(join(tmpdir(), 'sandbox-logs-'));
  const sandbox = await startSandbox({ images: IMAGES, logDirectory, timeScale: 0.02, ...options });
  const clients = clientsOf(sandbox);
  return {
    sandbox,
    ...clients,
    close: async () => {
      clients.destroy();
      await sandbox.close();
      await rm(logDirectory, { recursive: true, force: true });
    },
  };
}

/** A load balancer that answers 404 by default and 200 under /ready, and leads the rest of its one rule to the target group `web`. */
export async function createBalancer({ elb }: Clients, { network }: Pick<Sandbox, 'network'>) {
  const LoadBalancerArn = (await elb.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [...network.subnets] }))).LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const group = await elb.send(
    new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 8080, VpcId: network.vpcId, TargetType: 'ip', HealthCheckPath: '/', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2, UnhealthyThresholdCount: 2 }),
  );
  const TargetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }] }));
  const port = await freePort();
  const ListenerArn = (await elb.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: port, DefaultActions: [fixed('404')] }))).Listeners?.[0]?.ListenerArn ?? '';
  const rule = await elb.send(new CreateRuleCommand({ ListenerArn, Priority: 10, Conditions: [{ Field: 'path-pattern', Values: ['/web*'] }], Actions: [{ Type: 'forward', TargetGroupArn }] }));
  return { LoadBalancerArn, TargetGroupArn, ListenerArn, RuleArn: rule.Rules?.[0]?.RuleArn ?? '', url: `http://127.0.0.1:${port}` };
}

/** An answer of the load balancer's own. */
export function fixed(StatusCode: string) {
  return { Type: 'fixed-response' as ActionTypeEnum, FixedResponseConfig: { StatusCode, ContentType: 'text/plain', MessageBody: StatusCode } };
}

/** The service `web` in the cluster `shop`, behind that target group. */
export async function createWebService({ ecs }: Clients, { network }: Pick<Sandbox, 'network'>, { TargetGroupArn, registry, tasks = 2 }: { TargetGroupArn: string; registry?: string; tasks?: number }): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({ family: 'web', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', containerDefinitions: [{ name: 'web', image: 'web:1', portMappings: [{ containerPort: 8080 }], stopTimeout: 2 }] }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: tasks,
      // Long enough for a process to start on a busy machine, at ten health checks a second.
      healthCheckGracePeriodSeconds: 4,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [...network.subnets] } },
      loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'web', containerPort: 8080 }],
      ...(registry !== undefined && { serviceRegistries: [{ registryArn: registry }] }),
    }),
  );
}

/** The private namespace `shop.local` with the name `web` in it. */
export async function createName({ discovery }: Clients, { network }: Pick<Sandbox, 'network'>): Promise<{ readonly NamespaceId: string; readonly registry: string }> {
  const { OperationId } = await discovery.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.local', Vpc: network.vpcId }));
  const NamespaceId = await until(async () => {
    const { Operation } = await discovery.send(new GetOperationCommand({ OperationId }));
    return Operation?.Status === 'SUCCESS' ? Operation.Targets?.NAMESPACE : undefined;
  });
  const { Service } = await discovery.send(new CreateNameCommand({ Name: 'web', NamespaceId, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] } }));
  return { NamespaceId, registry: Service?.Arn ?? '' };
}

export async function targetHealth({ elb }: Clients, TargetGroupArn: string): Promise<readonly TargetHealthDescription[]> {
  return (await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions ?? [];
}

/** Waits until so many targets are in that state. */
export function untilTargets(clients: Clients, TargetGroupArn: string, count: number, state = 'healthy'): Promise<true> {
  return until(async () => (await targetHealth(clients, TargetGroupArn)).filter(({ TargetHealth }) => TargetHealth?.State === state).length >= count || undefined, 20_000);
}

export async function runningTasks({ ecs }: Clients): Promise<readonly string[]> {
  return (await ecs.send(new ListTasksCommand({ cluster: 'shop', desiredStatus: 'RUNNING' }))).taskArns ?? [];
}
