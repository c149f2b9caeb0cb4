import { expect, test } from '@jest/globals';
import { DescribeTaskDefinitionCommand, ListServiceDeploymentsCommand, RunTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { restoreSnapshot } from '../../../../sandbox/ecs/snapshot/restore-snapshot.ts';
import type { EcsState } from '../../../../sandbox/ecs/state.ts';
import { NETWORK_CONFIGURATION, startEcsFixture } from '../../support/ecs-fixture.ts';

test('after a restart everything is as it was, but for its tasks: those have stopped, and others run in their place', async () => {
  const before = await startEcsFixture();
  const arn = await before.define();
  await before.createService({ desiredCount: 2, tags: [{ key: 'a', value: 'b' }] });
  await before.steady();
  await before.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', forceNewDeployment: true, enableExecuteCommand: true }));
  const service = await before.steady();
  await before.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', launchType: 'FARGATE', networkConfiguration: NETWORK_CONFIGURATION, startedBy: 'job' }));
  const tasks = await before.tasks();
  const definition = (await before.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }))).taskDefinition;
  const history = (await before.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'web' }))).serviceDeployments;
  const snapshot: unknown = JSON.parse(JSON.stringify(before.parts.snapshot()));
  await before.close();

  const after = await startEcsFixture({ restored: snapshot as ReturnType<typeof before.parts.snapshot> });
  try {
    const restored = await after.describe();
    expect({ ...restored, runningCount: 0, pendingCount: 0, deployments: [], currentServiceRevisions: [], events: [] }).toEqual({ ...service, runningCount: 0, pendingCount: 0, deployments: [], currentServiceRevisions: [], events: [] });
    expect(restored.deployments?.[0]?.id).toBe(service.deployments?.[0]?.id);
    expect(restored.events).toEqual(expect.arrayContaining(service.events ?? []));
    expect((await after.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn }))).taskDefinition).toEqual(definition);
    expect((await after.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'web' }))).serviceDeployments).toEqual(history);

    const stopped = await after.tasks('STOPPED');
    expect(stopped.map(({ taskArn }) => taskArn)).toEqual(expect.arrayContaining(tasks.map(({ taskArn }) => taskArn)));
    expect(stopped.find(({ startedBy }) => startedBy === 'job')).toMatchObject({ stopCode: 'TerminationNotice', stoppedReason: 'The sandbox was restarted.', lastStatus: 'STOPPED' });
    const addresses = tasks.filter(({ group }) => group === 'service:web').flatMap(({ attachments }) => attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value ?? []);
    expect(after.targets.calls.filter(({ call }) => call === 'deregister').map(({ target }) => target.id)).toEqual(expect.arrayContaining(addresses));
    expect((await after.steady()).runningCount).toBe(2);
    expect(await after.define()).toBe(arn.replace(/:1$/, ':2'));
  } finally {
    await after.close();
  }
});

test.each<[string, object]>([
  ['foreign', { loadBalancers: [] }],
  ['cut short', { accountSettings: {}, families: [] }],
  ['torn apart', { accountSettings: {}, families: [], clusters: [{ name: 'shop', status: 'ACTIVE', tags: {}, settings: { containerInsights: 'disabled', capacityProviders: [], defaultStrategy: [] }, services: [{}], tasks: [] }] }],
])('a saved state that is %s is an error, and never taken for an empty one', (_what, snapshot) => {
  const state: EcsState = { clusters: new Map(), families: new Map(), accountSettings: new Map(), now: Date.now, arn: (resource) => resource };
  expect(() => restoreSnapshot(state, snapshot as Parameters<typeof restoreSnapshot>[1])).toThrow(/saved state of ECS cannot be read/);
});
