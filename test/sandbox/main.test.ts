import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListNamespacesCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import type { Sandbox } from '../../sandbox/start.ts';

const MAIN = new URL('../../sandbox/main.ts', import.meta.url).pathname;

async function withProcess(run: (sandbox: Sandbox, child: ChildProcess) => Promise<void>): Promise<void> {
  const logDirectory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const child = spawn(process.execPath, [MAIN, JSON.stringify({ images: {}, logDirectory })], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
    await run(JSON.parse(line) as Sandbox, child);
  } finally {
    child.kill('SIGKILL');
    await rm(logDirectory, { recursive: true });
  }
}

test('the sandbox runs as a process of its own, answers every service, and ends on SIGTERM', async () => {
  await withProcess(async (sandbox, child) => {
    expect(sandbox).toMatchObject({ region: 'us-east-1', accountId: '000000000000', dns: { host: '127.0.0.1' }, network: { subnets: [expect.any(String), expect.any(String)] } });
    const config = { region: sandbox.region, endpoint: sandbox.awsEndpoint, credentials: { accessKeyId: 'x', secretAccessKey: 'y' }, maxAttempts: 1 };
    expect((await new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    expect((await new ECSClient(config).send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    expect((await new ServiceDiscoveryClient(config).send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);
    expect((await new ApplicationAutoScalingClient(config).send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets).toEqual([]);
    expect((await new CloudWatchClient(config).send(new ListMetricsCommand({}))).Metrics).toEqual([]);
    expect((await fetch(`${sandbox.unleashUrl}/api/client/features`, { headers: { authorization: sandbox.unleashClientToken } })).status).toBe(200);
    expect((await fetch(`${sandbox.unleashUrl}/api/admin/projects/default/features`, { headers: { authorization: sandbox.unleashAdminToken } })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

test('the sandbox ends when its parent lets go of it', async () => {
  await withProcess(async (_sandbox, child) => {
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
