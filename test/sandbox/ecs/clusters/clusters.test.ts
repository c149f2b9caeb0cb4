import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  ListClustersCommand,
  ListServicesCommand,
  PutClusterCapacityProvidersCommand,
  RunTaskCommand,
  UpdateClusterCommand,
  UpdateClusterSettingsCommand,
} from '@aws-sdk/client-ecs';
import { NETWORK_CONFIGURATION, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define();
});
afterAll(() => fixture.close());

const create = (clusterName: string, more: object = {}) => fixture.ecs.send(new CreateClusterCommand({ clusterName, ...more }));
const put = (cluster: string, capacityProviders: string[], defaultCapacityProviderStrategy: { capacityProvider: string; base?: number; weight?: number }[] = []) =>
  fixture.ecs.send(new PutClusterCapacityProvidersCommand({ cluster, capacityProviders, defaultCapacityProviderStrategy }));

test('settings, statistics and tags of a cluster are shown on demand', async () => {
  await create('shown', { tags: [{ key: 'a', value: 'b' }] });
  await fixture.ecs.send(new UpdateClusterSettingsCommand({ cluster: 'shown', settings: [{ name: 'containerInsights', value: 'enhanced' }] }));
  await fixture.ecs.send(new UpdateClusterCommand({ cluster: 'shown', configuration: { executeCommandConfiguration: { logging: 'NONE' } } }));
  const describe = async (include: ('SETTINGS' | 'STATISTICS' | 'TAGS' | 'CONFIGURATIONS')[]) => (await fixture.ecs.send(new DescribeClustersCommand({ clusters: ['shown'], include }))).clusters?.[0];
  expect(await describe([])).toMatchObject({ settings: [], statistics: [], tags: [] });
  const shown = await describe(['SETTINGS', 'STATISTICS', 'TAGS', 'CONFIGURATIONS']);
  expect(shown).toMatchObject({ settings: [{ name: 'containerInsights', value: 'enhanced' }], tags: [{ key: 'a', value: 'b' }], configuration: { executeCommandConfiguration: { logging: 'NONE' } } });
  expect(shown?.statistics).toContainEqual({ name: 'runningFargateTasksCount', value: '0' });
});

test('a strategy takes only capacity providers that the cluster has', async () => {
  await create('spotty');
  await expect(put('spotty', ['MINE'])).rejects.toMatchObject({ name: 'InvalidParameterException', message: "The specified capacity provider 'MINE' was not found. Specify a valid name or ARN and try again." });
  await expect(put('spotty', ['FARGATE'], [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }])).rejects.toMatchObject({ name: 'InvalidParameterException' });
  const run = { cluster: 'spotty', taskDefinition: 'web', networkConfiguration: NETWORK_CONFIGURATION };
  await expect(fixture.ecs.send(new RunTaskCommand({ ...run, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] }))).rejects.toMatchObject({ message: expect.stringContaining("'FARGATE' was not found") });
  const { cluster } = await put('spotty', ['FARGATE', 'FARGATE_SPOT'], [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }, { capacityProvider: 'FARGATE_SPOT', weight: 2 }]);
  expect(cluster?.capacityProviders).toEqual(['FARGATE', 'FARGATE_SPOT']);

  const { tasks } = await fixture.ecs.send(new RunTaskCommand({ ...run, count: 4 }));
  expect(tasks?.map(({ capacityProviderName }) => capacityProviderName).toSorted()).toEqual(['FARGATE', 'FARGATE', 'FARGATE_SPOT', 'FARGATE_SPOT']);
  expect(tasks?.[0]).toMatchObject({ launchType: 'FARGATE' });
  await expect(fixture.ecs.send(new DeleteClusterCommand({ cluster: 'spotty' }))).rejects.toMatchObject({ name: 'ClusterContainsTasksException' });
});

test('the capacity providers of the account are described, a strange one is a failure', async () => {
  const { capacityProviders, failures } = await fixture.ecs.send(new DescribeCapacityProvidersCommand({ capacityProviders: ['FARGATE', 'MINE'] }));
  expect(capacityProviders).toMatchObject([{ name: 'FARGATE', status: 'ACTIVE', capacityProviderArn: 'arn:aws:ecs:us-east-1:000000000000:capacity-provider/FARGATE' }]);
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
});

test('a deleted cluster is inactive: not listed, refused by name, and made anew on demand', async () => {
  await create('gone');
  await fixture.ecs.send(new DeleteClusterCommand({ cluster: 'gone' }));
  expect((await fixture.ecs.send(new ListClustersCommand({}))).clusterArns).not.toContainEqual(expect.stringContaining('/gone'));
  await expect(fixture.ecs.send(new ListServicesCommand({ cluster: 'gone' }))).rejects.toMatchObject({ name: 'ClusterNotFoundException', message: 'The referenced cluster was inactive.' });
  expect((await create('gone')).cluster?.status).toBe('ACTIVE');
});

test('an ARN of another account names no cluster', async () => {
  const { failures } = await fixture.ecs.send(new DescribeClustersCommand({ clusters: ['arn:aws:ecs:us-east-1:111111111111:cluster/shop'] }));
  expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:111111111111:cluster/shop', reason: 'MISSING' }]);
});
