import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DescribeScalableTargetsCommand, DescribeScalingPoliciesCommand, PutScalingPolicyCommand, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeClustersCommand, DescribeServicesCommand, DescribeTaskDefinitionCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import {
  AddTagsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetNamespaceCommand, ListNamespacesCommand, ListServicesCommand } from '@aws-sdk/client-servicediscovery';
import type { SandboxOptions } from '../../../sandbox/start.ts';
import { MANIFEST } from '../../../sandbox/state/state-files.ts';
import { until } from '../../support/until.ts';
import { startSandboxProcess, type SandboxProcess } from '../support/sandbox-process.ts';
import { clientsOf, createBalancer, createName, createWebService, IMAGES, runningTasks, untilTargets, type Clients } from '../support/small-world.ts';

let state = '';
const running: SandboxProcess[] = [];

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
});
afterEach(async () => {
  for (const each of running.splice(0)) if (each.child.exitCode === null && each.child.signalCode === null) await each.end('SIGKILL');
  await rm(state, { recursive: true, force: true });
});

async function start(options: Partial<SandboxOptions> = {}): Promise<SandboxProcess & { readonly clients: Clients }> {
  const sandbox = await startSandboxProcess({ images: IMAGES, state, ...options });
  running.push(sandbox);
  return { ...sandbox, clients: clientsOf(sandbox.hello) };
}

type World = Awaited<ReturnType<typeof buildWorld>>;

/** All that a shop has: load balancer, names, a service of two tasks that scales, an alarm and a flag. */
async function buildWorld({ hello, clients }: Awaited<ReturnType<typeof start>>) {
  const balancer = await createBalancer(clients, hello);
  await clients.elb.send(new AddTagsCommand({ ResourceArns: [balancer.RuleArn], Tags: [{ Key: 'owner', Value: 'banyan' }] }));
  const { NamespaceId, registry } = await createName(clients, hello);
  await createWebService(clients, hello, { TargetGroupArn: balancer.TargetGroupArn, registry });
  // Without room to scale: how busy this machine is must not show.
  const scaled = { ServiceNamespace: 'ecs', ResourceId: 'service/shop/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
  await clients.autoscaling.send(new RegisterScalableTargetCommand({ ...scaled, MinCapacity: 2, MaxCapacity: 2 }));
  await clients.autoscaling.send(
    new PutScalingPolicyCommand({ ...scaled, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } } }),
  );
  await clients.cloudwatch.send(new PutMetricAlarmCommand({ AlarmName: 'errors', Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' }));
  await unleash(hello, 'POST', '', { name: 'catalog', type: 'release', description: 'moves' });
  await unleash(hello, 'POST', '/catalog/environments/production/on');
  await untilServes(`${balancer.url}/web`);
  await untilTargets(clients, balancer.TargetGroupArn, 2);
  await steady(clients);
  return { ...balancer, NamespaceId };
}

async function unleash({ unleashUrl, unleashAdminToken }: SandboxProcess['hello'], method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${unleashUrl}/api/admin/projects/default/features${path}`, { method, headers: { authorization: unleashAdminToken, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(await answer.text());
  return method === 'GET' ? await answer.json() : undefined;
}

const untilServes = (url: string) => until(async () => (await fetch(url).then(({ status }) => status, () => 0)) === 200 || undefined, 20_000);
const steady = ({ ecs }: Clients) =>
  until(async () => {
    const [service] = (await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }))).services ?? [];
    return (service?.runningCount === 2 && service.deployments?.length === 1 && service.deployments[0]?.rolloutState === 'COMPLETED') || undefined;
  }, 20_000);

/** What every describe call answers that a restart must not change. */
async function describeAll({ hello, clients: { elb, ecs, discovery, autoscaling, cloudwatch } }: Awaited<ReturnType<typeof start>>, world: World): Promise<Record<string, unknown>> {
  const [service] = (await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'], include: ['TAGS'] }))).services ?? [];
  const answers = {
    balancers: (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers,
    balancerAttributes: (await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: world.LoadBalancerArn }))).Attributes,
    listeners: (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: world.LoadBalancerArn }))).Listeners,
    rules: (await elb.send(new DescribeRulesCommand({ ListenerArn: world.ListenerArn }))).Rules,
    groups: (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups,
    groupAttributes: (await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: world.TargetGroupArn }))).Attributes,
    tags: (await elb.send(new DescribeTagsCommand({ ResourceArns: [world.RuleArn] }))).TagDescriptions,
    clusters: (await ecs.send(new DescribeClustersCommand({ clusters: ['shop'] }))).clusters?.map(({ clusterArn, status, activeServicesCount }) => ({ clusterArn, status, activeServicesCount })),
    definitions: (await ecs.send(new ListTaskDefinitionsCommand({}))).taskDefinitionArns,
    definition: (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web' }))).taskDefinition,
    // Events tell of the new tasks, and a deployment was updated by them.
    service: { ...service, events: undefined, deployments: service?.deployments?.map(({ id, status, taskDefinition, desiredCount, createdAt, rolloutState }) => ({ id, status, taskDefinition, desiredCount, createdAt, rolloutState })) },
    namespaces: (await discovery.send(new ListNamespacesCommand({}))).Namespaces,
    namespace: (await discovery.send(new GetNamespaceCommand({ Id: world.NamespaceId }))).Namespace,
    names: (await discovery.send(new ListServicesCommand({}))).Services?.map(({ InstanceCount: _count, ...name }) => name),
    scaled: (await autoscaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets,
    policies: (await autoscaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }))).ScalingPolicies,
    alarms: (await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms?.map(({ AlarmArn, MetricName, Threshold, AlarmActions }) => ({ AlarmArn, MetricName, Threshold, AlarmActions })),
    flag: await unleash(hello, 'GET', '/catalog'),
  };
  // As text, so that dates compare by value and what was never there equals what is undefined.
  return JSON.parse(JSON.stringify(answers)) as Record<string, unknown>;
}

describe('a sandbox with a state is after a restart what it was', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('also after %s: every describe answers the same, and the traffic flows on the same port', async (signal) => {
    const first = await start();
    const world = await buildWorld(first);
    const [before, tasks] = [await describeAll(first, world), await runningTasks(first.clients)];
    // What changed last is on the disk a moment later.
    await until(async () => (await savedFlag()) === 'on' || undefined);
    await unleash(first.hello, 'POST', '/catalog/environments/production/off');
    const off = await unleash(first.hello, 'GET', '/catalog');
    if (signal === 'SIGKILL') await until(async () => (await savedFlag()) === 'off' || undefined);
    await first.end(signal);

    const second = await start();
    expect(second.hello).toEqual({ ...first.hello, faults: expect.any(Object) as unknown });
    await untilServes(`${world.url}/web`);
    await untilTargets(second.clients, world.TargetGroupArn, 2);
    await steady(second.clients);
    expect(await describeAll(second, world)).toEqual({ ...before, flag: off });
    const fresh = await runningTasks(second.clients);
    expect(fresh).toHaveLength(2);
    expect(fresh.filter((task) => tasks.includes(task))).toEqual([]);
    await second.end('SIGTERM');
  }, 60_000);
});

test('a port of the state that somebody else has taken meanwhile is refused in words', async () => {
  const first = await start();
  await first.end('SIGTERM');
  const other = await start({ state: join(state, '..', `${state.split('/').at(-1)}-other`), ports: { aws: Number(new URL(first.hello.awsEndpoint).port) } });
  await expect(start()).rejects.toThrow(/AWS cannot listen on port \d+: it is in use.*--port/);
  await other.end('SIGTERM');
  await rm(`${state}-other`, { recursive: true });
});

test('two sandboxes do not share a state', async () => {
  await start();
  await expect(start()).rejects.toThrow(/Another sandbox is running with the state in .* End it first/);
});

test('a state that is damaged is refused, never taken for an empty one', async () => {
  const first = await start();
  await first.end('SIGTERM');
  const file = (await readdir(state)).find((name) => name.startsWith('ecs.') || name.startsWith('unleash.')) ?? '';
  await writeFile(join(state, file), '{}');
  await expect(start()).rejects.toThrow(new RegExp(`${file.replaceAll('.', '\\.')} is missing, damaged, or not the sandbox’s\\. Restore`));
});

/** How the flag is in what was saved last. */
async function savedFlag(): Promise<'on' | 'off' | 'unknown'> {
  const { parts } = JSON.parse(await readFile(join(state, MANIFEST), 'utf8')) as { parts: Record<string, { file: string }> };
  // The next save may take the file away before it is read.
  const text = await readFile(join(state, parts['unleash']?.file ?? ''), 'utf8').catch(() => undefined);
  if (text === undefined) return 'unknown';
  const { flags } = JSON.parse(text) as { flags?: unknown };
  return JSON.stringify(flags ?? []).includes('"enabled":true') ? 'on' : 'off';
}
