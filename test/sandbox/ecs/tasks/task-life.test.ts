import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeleteServiceCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand, DiscoverInstancesCommand, ListNamespacesCommand } from '@aws-sdk/client-servicediscovery';
import { until } from '../../../support/until.ts';
import { addressOf, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

const DRAIN_MS = 300;
let fixture: EcsFixture;
let registryArn: string;

beforeAll(async () => {
  fixture = await startEcsFixture({ drainMs: DRAIN_MS });
  const { cloudMap } = fixture;
  await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: 'vpc-1' }));
  const namespace = await until(async () => (await cloudMap.send(new ListNamespacesCommand({}))).Namespaces?.[0]);
  const { Service } = await cloudMap.send(new CreateServiceCommand({ Name: 'web', NamespaceId: namespace.Id, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] }, HealthCheckCustomConfig: {} }));
  registryArn = Service?.Arn ?? '';
  await fixture.define({ environment: [{ name: 'BOTH', value: 'definition' }, { name: 'PORT', value: '8080' }, { name: 'HOST', value: '0.0.0.0' }] });
  await fixture.createService({ desiredCount: 2, serviceRegistries: [{ registryArn }] });
  await fixture.steady();
});
afterAll(() => fixture.close());

test('tasks are processes that listen on their container port, each on an address of its own', async () => {
  const addresses = (await fixture.tasks()).map(addressOf);
  expect(new Set(addresses).size).toBe(2);
  for (const address of addresses) {
    expect(address).toMatch(/^127\.\d+\.\d+\.\d+$/);
    const answer = await until(() => fetch(`http://${address}:8080/`).catch(() => undefined));
    const environment = (await answer.json()) as Record<string, string>;
    expect(Object.keys(environment).toSorted()).toEqual(['BOTH', 'FROM_IMAGE', 'HOME', 'HOST', 'PATH', 'PORT']);
    expect(environment).toMatchObject({ HOST: address, FROM_IMAGE: 'yes', BOTH: 'definition' });
  }
});

test('a running task is a target of its target group and an instance in Cloud Map', async () => {
  const addresses = (await fixture.tasks()).map(addressOf).toSorted();
  expect([...fixture.targets.registered.keys()].toSorted()).toEqual(addresses.map((address) => `${address}:8080`));
  expect([...fixture.resolve('web.shop.internal')].toSorted()).toEqual(addresses);
  const { Instances } = await fixture.cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: 'shop.internal', ServiceName: 'web' }));
  expect(Instances?.[0]?.Attributes).toMatchObject({ ECS_SERVICE_NAME: 'web', ECS_CLUSTER_NAME: 'shop', ECS_TASK_DEFINITION_FAMILY: 'web', REGION: 'us-east-1' });
});

test('a stopped task leaves its target group and Cloud Map at once, keeps serving while it drains, and gets SIGTERM after that', async () => {
  const [task] = await fixture.tasks();
  const address = addressOf(task);
  await until(() => fetch(`http://${address}:8080/`).catch(() => undefined));
  await fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: task?.taskArn, reason: 'by a test' }));
  const deregistered = await until(() => fixture.targets.calls.find(({ call, target }) => call === 'deregister' && target.id === address));
  expect(fixture.resolve('web.shop.internal')).not.toContain(address);
  expect((await fetch(`http://${address}:8080/`)).status).toBe(200);

  const stopped = await until(async () => (await fixture.tasks('STOPPED')).find(({ taskArn, lastStatus }) => taskArn === task?.taskArn && lastStatus === 'STOPPED'));
  expect(stopped).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'by a test', containers: [{ exitCode: 0 }] });
  const sigtermAt = Number(/SIGTERM (\d+)/.exec(await fixture.log(task?.taskArn))?.[1]);
  expect(sigtermAt).toBeGreaterThanOrEqual(deregistered.at + DRAIN_MS);
});

test('a task whose process is killed from outside is replaced', async () => {
  await fixture.steady();
  const [victim] = await fixture.tasks();
  process.kill(await pidOf(addressOf(victim)), 'SIGKILL');
  const dead = await until(async () => (await fixture.tasks('STOPPED')).find(({ taskArn, lastStatus }) => taskArn === victim?.taskArn && lastStatus === 'STOPPED'));
  expect(dead).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137 }] });
  await until(async () => ((await fixture.steady()).runningCount === 2 && (await fixture.tasks()).every(({ taskArn }) => taskArn !== victim?.taskArn)) || undefined);
});

test('a service that is deleted drains, and is inactive when its last task has stopped', async () => {
  await expect(fixture.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web' }))).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'The service cannot be stopped while it is scaled above 0.' });
  const { service } = await fixture.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }));
  expect(service?.status).toBe('DRAINING');
  await expect(fixture.createService({ serviceRegistries: [{ registryArn }] })).rejects.toMatchObject({ message: 'Unable to Start a service that is still Draining.' });
  await until(async () => [await fixture.describe()].find(({ status }) => status === 'INACTIVE'));
  expect(fixture.targets.registered.size).toBe(0);
  expect(fixture.resolve('web.shop.internal')).toEqual([]);
});

/** The process whose environment has that HOST. */
async function pidOf(host: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`HOST=${host}`)) return Number(pid);
  }
  throw new Error(`no process has HOST=${host}`);
}
