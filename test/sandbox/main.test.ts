import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListNamespacesCommand } from '@aws-sdk/client-servicediscovery';
import type { SandboxOptions } from '../../sandbox/start.ts';
import { startSandboxProcess, type SandboxProcess } from './support/sandbox-process.ts';
import { clientsOf } from './support/small-world.ts';
import { freePort } from '../../demo/free-port.ts';

const started: SandboxProcess[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) if (each.child.exitCode === null && each.child.signalCode === null) await each.end('SIGKILL');
});
async function start(options: Partial<SandboxOptions> = {}, environment: NodeJS.ProcessEnv = {}): Promise<SandboxProcess> {
  const sandbox = await startSandboxProcess(options, environment);
  started.push(sandbox);
  return sandbox;
}

describe('the sandbox as a process of its own', () => {
  test('answers every service, and ends on SIGTERM', async () => {
    const sandbox = await start();
    const { hello } = sandbox;
    expect(hello).toMatchObject({ region: 'us-east-1', accountId: '000000000000', dns: { host: '127.0.0.1' }, network: { subnets: [expect.any(String), expect.any(String)] } });
    const { elb, ecs, discovery, autoscaling, cloudwatch, destroy } = clientsOf(hello);
    expect((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    expect((await discovery.send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);
    expect((await autoscaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets).toEqual([]);
    expect((await cloudwatch.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
    expect((await fetch(`${hello.unleashUrl}/api/client/features`, { headers: { authorization: hello.unleashClientToken } })).status).toBe(200);
    expect((await fetch(`${hello.unleashUrl}/api/admin/projects/default/features`, { headers: { authorization: hello.unleashAdminToken } })).status).toBe(200);
    expect((await fetch(hello.faults.url, { headers: { authorization: `Bearer ${hello.faults.token}` } })).status).toBe(200);
    destroy();
    expect(await sandbox.end('SIGTERM')).toEqual([0, null]);
  });

  test('ends when its parent lets go of it', async () => {
    const { child } = await start();
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('listens on the ports it is given, takes any signature if told so, and has its faults from the start', async () => {
    const ports = { aws: await freePort(), unleash: await freePort(), dns: await freePort(), faults: await freePort() };
    const { hello } = await start({ ports, auth: false, faults: ['ecs.ListClusters:error=503'], seed: 'seven' }, { BANYAN_FAULTS_TOKEN: 'a-token-of-my-own' });
    expect(hello).toMatchObject({
      awsEndpoint: `http://127.0.0.1:${ports.aws}`,
      unleashUrl: `http://127.0.0.1:${ports.unleash}`,
      dns: { port: ports.dns },
      faults: { url: `http://127.0.0.1:${ports.faults}/faults`, token: 'a-token-of-my-own', seed: 'seven' },
    });
    const { elb, ecs, destroy } = clientsOf({ ...hello, credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'wrong' } });
    expect((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    destroy();
  });

  test('wants the credentials that it is given', async () => {
    const { hello } = await start({ credentials: { accessKeyId: 'mine', secretAccessKey: 'my-secret' } });
    expect(hello.credentials).toEqual({ accessKeyId: 'mine', secretAccessKey: 'my-secret' });
    const [right, wrong] = [clientsOf(hello), clientsOf({ ...hello, credentials: { accessKeyId: 'mine', secretAccessKey: 'guess' } })];
    expect((await right.ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    await expect(wrong.ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    right.destroy();
    wrong.destroy();
  });
});

describe('the sandbox does not start, and says why in words,', () => {
  test.each([
    ['aws', /AWS cannot listen on port \d+: it is in use.*--port/],
    ['unleash', /Unleash cannot listen on port \d+: it is in use.*--unleash-port/],
    ['faults', /faults cannot listen on port \d+: it is in use.*--faults-port/],
    ['dns', /DNS cannot listen on port \d+: it is in use.*--dns-port/],
  ])('where the port of %s is in use', async (part, message) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    await expect(start({ ports: { [part]: (holder.address() as AddressInfo).port } })).rejects.toThrow(message);
    holder.close();
  });

  test('where its options cannot be: all of them at once', async () => {
    await expect(start({ timeScale: 2, ports: { aws: 70_000, unleash: 4242, dns: 4242 }, runtime: 'qemu' as 'docker', faultToken: 'short' }, {})).rejects.toThrow(
      /timeScale must be[^]*port aws must be[^]*unleash and dns are both 4242[^]*runtime must be process or docker[^]*token of the faults must have 16/,
    );
  });

  test('where faults cannot be: all of them at once', async () => {
    await expect(start({ faults: ['ecs:explode', 'ecs.ListClusters:cut', 'moon:cut'] })).rejects.toThrow(/fault "ecs:explode": effect\.kind[^]*fault "moon:cut": service: the sandbox has no service moon/);
  });

  test('where its state is somebody else’s', async () => {
    const state = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
    await writeFile(join(state, 'thesis.tex'), '');
    await expect(start({ state })).rejects.toThrow(/thesis\.tex.*Name an empty directory/);
    await rm(state, { recursive: true });
  });
});
