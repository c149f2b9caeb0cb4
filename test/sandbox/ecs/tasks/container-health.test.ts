import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand, DiscoverInstancesCommand, ListNamespacesCommand } from '@aws-sdk/client-servicediscovery';
import { afterCheck, UNCHECKED } from '../../../../sandbox/ecs/tasks/container-health.ts';
import { until } from '../../../support/until.ts';
import { addressOf, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

describe('after a check of a container', () => {
  const after = (results: readonly boolean[], isStarting = false) => results.reduce((state, passed) => afterCheck(state, passed, { retries: 2, isStarting }), UNCHECKED).health;

  test.each<[string, readonly boolean[], string]>([
    ['one success is healthy', [true], 'HEALTHY'],
    ['fewer failures than retries decide nothing', [false], 'UNKNOWN'],
    ['as many failures as retries are unhealthy', [false, false], 'UNHEALTHY'],
    ['a success between them begins anew', [false, true, false], 'HEALTHY'],
    ['a healthy one gets unhealthy', [true, false, false], 'UNHEALTHY'],
    ['an unhealthy one recovers', [false, false, true], 'HEALTHY'],
  ])('%s', (_what, results, health) => expect(after(results)).toBe(health));

  test('failures within the start period do not count, unless it had been healthy', () => {
    expect(after([false, false, false], true)).toBe('UNKNOWN');
    expect(after([true, false, false], true)).toBe('UNHEALTHY');
  });
});

describe('the check of a container', () => {
  let fixture: EcsFixture;
  let registryArn: string;
  beforeAll(async () => {
    fixture = await startEcsFixture();
    const { cloudMap } = fixture;
    await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: 'vpc-1' }));
    const namespace = await until(async () => (await cloudMap.send(new ListNamespacesCommand({}))).Namespaces?.[0]);
    const { Service } = await cloudMap.send(new CreateServiceCommand({ Name: 'web', NamespaceId: namespace.Id, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] }, HealthCheckCustomConfig: {} }));
    registryArn = Service?.Arn ?? '';
  });
  afterAll(() => fixture.close());

  const healthOf = async (taskArn: string | undefined) => (await fixture.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [taskArn ?? ''] }))).tasks?.[0];
  // Healthy as long as there is a file of the task's address.
  const flag = '/tmp/banyan-container-health-$HOST';

  test('decides whether its task is healthy, for the service, for Cloud Map and in what is shown', async () => {
    await fixture.define({
      command: ['/bin/sh', '-c', `touch ${flag}; trap "rm -f ${flag}; exit 0" TERM; while true; do sleep 0.05; done`],
      healthCheck: { command: ['CMD-SHELL', `test -e ${flag}`], interval: 5, retries: 2 },
      portMappings: [],
    });
    await fixture.createService({ loadBalancers: [], serviceRegistries: [{ registryArn }] });
    const service = await fixture.steady();
    expect(service.events?.some(({ message }) => message?.includes('steady state'))).toBe(true);
    const [first] = await fixture.tasks();
    expect(first).toMatchObject({ healthStatus: 'HEALTHY', containers: [{ healthStatus: 'HEALTHY' }] });
    const discovered = async (HealthStatus: 'HEALTHY' | 'UNHEALTHY') => (await fixture.cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: 'shop.internal', ServiceName: 'web', HealthStatus }))).Instances ?? [];
    expect((await until(async () => [await discovered('HEALTHY')].find(({ length }) => length === 1)))[0]?.InstanceId).toBe(first?.taskArn?.split('/').at(-1));

    await rm(flag.replace('$HOST', addressOf(first)));
    const stopped = await until(async () => [await healthOf(first?.taskArn)].find((task) => task?.desiredStatus === 'STOPPED'));
    expect(stopped).toMatchObject({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' });
    const [second] = (await fixture.tasks()).filter(({ taskArn }) => taskArn !== first?.taskArn);
    expect(second).toMatchObject({ healthStatus: 'HEALTHY' });
    expect((await fixture.describe()).events?.some(({ message }) => message?.endsWith('failed container health checks.'))).toBe(true);
  });
});
