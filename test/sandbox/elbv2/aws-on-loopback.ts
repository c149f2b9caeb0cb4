import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type Action,
  type CreateTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createCloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { createElbv2, type Elbv2, type Elbv2Options } from '../../../sandbox/elbv2/elbv2.ts';
import type { TargetRegistry } from '../../../sandbox/elbv2/target-registry.ts';
import { NETWORK } from '../../../sandbox/network.ts';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { startWireServer } from '../../../sandbox/wire/server.ts';
import { freePort } from '../../../demo/free-port.ts';

/** The load balancer and its metrics behind the real wire, with the real SDK in front. */
export interface Aws {
  readonly endpoint: string;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly cloudwatch: CloudWatchClient;
  readonly registry: TargetRegistry;
  /** That HTTPS listeners may present, by ARN. */
  readonly certificates: Elbv2['certificates'];
  readonly snapshot: Elbv2['snapshot'];
  close(): Promise<void>;
}

const CLIENT = { region: 'us-east-1', credentials: SANDBOX_CREDENTIALS, maxAttempts: 1 };

export async function startAws(options: Partial<Elbv2Options> = {}): Promise<Aws> {
  const now = options.now ?? Date.now;
  const cloudwatch = createCloudwatch({ periodSeconds: 1, now });
  const elbv2 = createElbv2({ region: 'us-east-1', account: '000000000000', host: '127.0.0.1', metrics: cloudwatch.metrics, now, random: seeded(7), timeScale: 0.01, ...options });
  await elbv2.open();
  const wire = await startWireServer({ host: '127.0.0.1', services: { elasticloadbalancing: elbv2.service, monitoring: cloudwatch.service }, now: Date.now });
  const elb = new ElasticLoadBalancingV2Client({ ...CLIENT, endpoint: wire.endpoint });
  const metrics = new CloudWatchClient({ ...CLIENT, endpoint: wire.endpoint });
  return {
    endpoint: wire.endpoint,
    elb,
    cloudwatch: metrics,
    registry: elbv2.targets,
    certificates: elbv2.certificates,
    snapshot: () => elbv2.snapshot(),
    close: async () => {
      elb.destroy();
      metrics.destroy();
      await wire.close();
      await elbv2.close();
    },
  };
}

/** A target on the loopback address: answers its health, and whatever else as told. */
export interface TestTarget {
  readonly port: number;
  readonly server: Server;
  healthy: boolean;
  close(): Promise<void>;
}

export async function startTarget(answer: RequestListener): Promise<TestTarget> {
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') return answer(request, response);
    response.writeHead(target.healthy ? 200 : 500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target: TestTarget = {
    port: (server.address() as AddressInfo).port,
    server,
    healthy: true,
    close: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  return target;
}

export async function createLoadBalancer(aws: Aws, name = 'shop'): Promise<string> {
  const { LoadBalancers } = await aws.elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: [...NETWORK.subnets] }));
  return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
}

export async function createGroup(aws: Aws, name: string, input: Partial<CreateTargetGroupCommandInput> = {}): Promise<string> {
  const { TargetGroups } = await aws.elb.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: 'HTTP', Port: 3000, VpcId: NETWORK.vpcId, TargetType: 'ip', HealthCheckPath: '/healthz', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, ...input }),
  );
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

/** A listener on a free port; resolves to its ARN and URL. */
export async function createListener(aws: Aws, loadBalancer: string, action: Action): Promise<{ arn: string; url: string; port: number }> {
  const port = await freePort();
  const { Listeners } = await aws.elb.send(new CreateListenerCommand({ LoadBalancerArn: loadBalancer, Protocol: 'HTTP', Port: port, DefaultActions: [action] }));
  return { arn: Listeners?.[0]?.ListenerArn ?? '', url: `http://127.0.0.1:${port}`, port };
}

export async function register(aws: Aws, group: string, ...targets: readonly TestTarget[]): Promise<void> {
  await aws.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: targets.map(({ port }) => ({ Id: '127.0.0.1', Port: port })) }));
}

export async function states(aws: Aws, group: string): Promise<readonly (string | undefined)[]> {
  const { TargetHealthDescriptions } = await aws.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group }));
  return (TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
}

export async function allHealthy(aws: Aws, group: string): Promise<void> {
  await until(async () => (await states(aws, group)).every((state) => state === 'healthy'));
}

export function forwardTo(...groups: readonly (string | readonly [string, number])[]): Action {
  return { Type: 'forward', ForwardConfig: { TargetGroups: groups.map((group) => (typeof group === 'string' ? { TargetGroupArn: group } : { TargetGroupArn: group[0], Weight: group[1] })) } };
}

/** Waits for a condition; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Uniform numbers from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
