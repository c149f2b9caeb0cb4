import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateServiceCommand, DescribeServicesCommand, ListServicesByNamespaceCommand, PutClusterCapacityProvidersCommand, UpdateServiceCommand, type CreateServiceCommandInput, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { CreatePrivateDnsNamespaceCommand } from '@aws-sdk/client-servicediscovery';
import { until } from '../../../support/until.ts';
import { NETWORK_CONFIGURATION, serviceInput, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define();
  await fixture.ecs.send(new PutClusterCapacityProvidersCommand({ cluster: 'shop', capacityProviders: ['FARGATE'], defaultCapacityProviderStrategy: [] }));
  await fixture.createService({ desiredCount: 0 });
});
afterAll(() => fixture.close());

const create = (changes: Partial<CreateServiceCommandInput>) => fixture.ecs.send(new CreateServiceCommand(serviceInput({ desiredCount: 0, ...changes })));
const update = (changes: Partial<UpdateServiceCommandInput>) => fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', ...changes }));
const deploymentId = async () => (await fixture.describe()).deployments?.[0]?.id;

test('a client token stands for one creation', async () => {
  const { service } = await create({ serviceName: 'once', clientToken: 'token-1' });
  expect((await create({ serviceName: 'once', clientToken: 'token-1' })).service?.createdAt).toEqual(service?.createdAt);
  await expect(create({ serviceName: 'twice', clientToken: 'token-1' })).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Creation of service was not idempotent.' });
  await expect(create({ serviceName: 'long', clientToken: 'x'.repeat(37) })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.each<[string, Partial<UpdateServiceCommandInput>]>([
  ['the desired count', { desiredCount: 0 }],
  ['the deployment configuration', { deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 } }],
  ['the grace period', { healthCheckGracePeriodSeconds: 30 }],
  ['managed tags and commands', { enableECSManagedTags: true, propagateTags: 'SERVICE', enableExecuteCommand: true }],
])('a change of %s starts no deployment', async (_what, changes) => {
  const before = await deploymentId();
  await update(changes);
  expect(await deploymentId()).toBe(before);
});

test.each<[string, Partial<UpdateServiceCommandInput>]>([
  ['the network', { networkConfiguration: { awsvpcConfiguration: { ...NETWORK_CONFIGURATION.awsvpcConfiguration, assignPublicIp: 'ENABLED' } } }],
  ['the platform version', { platformVersion: '1.4.0' }],
  ['the load balancers', { loadBalancers: [], healthCheckGracePeriodSeconds: 0 }],
  ['nothing, by force', { forceNewDeployment: true }],
])('a change of %s starts a deployment', async (_what, changes) => {
  const before = await deploymentId();
  await update(changes);
  expect(await deploymentId()).not.toBe(before);
});

test('another capacity provider strategy takes a new deployment by force, and an empty one goes back to the launch type', async () => {
  const capacityProviderStrategy = [{ capacityProvider: 'FARGATE', weight: 1 }];
  await expect(update({ capacityProviderStrategy })).rejects.toMatchObject({ name: 'InvalidParameterException', message: expect.stringContaining('you must force a new deployment') });
  expect((await update({ capacityProviderStrategy, forceNewDeployment: true })).service).toMatchObject({ capacityProviderStrategy });
  const { service } = await update({ capacityProviderStrategy: [], forceNewDeployment: true });
  expect(service).toMatchObject({ launchType: 'FARGATE' });
  expect(service?.capacityProviderStrategy).toBeUndefined();
});

test('what the sandbox does not have is refused by name', async () => {
  await expect(update({ deploymentConfiguration: { strategy: 'BLUE_GREEN' } })).rejects.toMatchObject({ name: 'InvalidParameterException', message: expect.stringContaining('ROLLING only') });
  await expect(update({ serviceConnectConfiguration: { enabled: true } })).rejects.toMatchObject({ message: expect.stringContaining('Service Connect') });
  await expect(update({ platformVersion: '9.9' })).rejects.toMatchObject({ name: 'PlatformUnknownException' });
  await expect(create({ serviceName: 'many', desiredCount: 5_001 })).rejects.toMatchObject({ message: expect.stringContaining('quota') });
  await expect(create({ serviceName: 'placed', placementStrategy: [{ type: 'random' }] })).rejects.toMatchObject({ message: 'Placement strategies are not supported with FARGATE launch type.' });
});

test('an ARN of another cluster or of another kind is refused', async () => {
  const describe = (service: string) => fixture.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: [service] }));
  await expect(describe('arn:aws:ecs:us-east-1:000000000000:service/other/web')).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Invalid identifier: Identifier is for cluster other. Your cluster is shop' });
  await expect(describe('arn:aws:ecs:us-east-1:000000000000:task/shop/0123')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('no service of a namespace uses Service Connect, and a namespace must be there', async () => {
  const list = (namespace: string) => fixture.ecs.send(new ListServicesByNamespaceCommand({ namespace }));
  await expect(list('nowhere')).rejects.toMatchObject({ name: 'NamespaceNotFoundException' });
  await fixture.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: 'vpc-1' }));
  const { serviceArns } = await until(() => list('shop.internal').catch(() => undefined));
  expect(serviceArns).toEqual([]);
});
