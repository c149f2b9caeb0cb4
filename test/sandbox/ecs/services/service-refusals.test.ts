import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CreateServiceCommand, DeleteServiceCommand, DescribeServicesCommand, ListServicesCommand, TagResourceCommand, UntagResourceCommand, UpdateServiceCommand, type CreateServiceCommandInput, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { CreatePrivateDnsNamespaceCommand, CreateServiceCommand as CreateDiscoveryServiceCommand, ListNamespacesCommand } from '@aws-sdk/client-servicediscovery';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { NETWORK } from '../../../../sandbox/network.ts';
import { until } from '../../../support/until.ts';
import { LOAD_BALANCERS, serviceInput, startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';
import { INSTANCE_ARN, UNATTACHED_ARN } from '../../support/fake-targets.ts';

let fixture: EcsFixture;
let registryArn: string;

beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define();
  const register = (changes: Partial<RegisterTaskDefinitionCommandInput>) => fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), ...changes }));
  await register({ family: 'bridged', networkMode: 'bridge', requiresCompatibilities: ['EC2'] });
  await fixture.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.internal', Vpc: 'vpc-1' }));
  const namespace = await until(async () => (await fixture.cloudMap.send(new ListNamespacesCommand({}))).Namespaces?.[0]);
  const { Service } = await fixture.cloudMap.send(new CreateDiscoveryServiceCommand({ Name: 'web', NamespaceId: namespace.Id, DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 1 }] } }));
  registryArn = Service?.Arn ?? '';
  await fixture.createService({ serviceName: 'there', desiredCount: 0 });
});
afterAll(() => fixture.close());

const create = (changes: Partial<CreateServiceCommandInput>) => fixture.ecs.send(new CreateServiceCommand(serviceInput(changes)));
const [LOAD_BALANCER] = LOAD_BALANCERS;

describe('CreateService refuses', () => {
  test.each<[string, Partial<CreateServiceCommandInput>, string, string | RegExp]>([
    ['a cluster that is not there', { cluster: 'nowhere' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['a task definition that is not there', { taskDefinition: 'web:99' }, 'ClientException', 'TaskDefinition not found.'],
    ['a name with other characters', { serviceName: 'a/b' }, 'InvalidParameterException', /serviceName/],
    ['no desired count', { desiredCount: undefined }, 'InvalidParameterException', /desired count/],
    ['a definition that does not fit Fargate', { taskDefinition: 'bridged', networkConfiguration: undefined }, 'InvalidParameterException', 'Task definition does not support launch_type FARGATE.'],
    ['awsvpc without a network', { networkConfiguration: undefined }, 'InvalidParameterException', "Network Configuration must be provided when networkMode 'awsvpc' is specified."],
    ['a subnet that is not there', { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0'] } } }, 'InvalidParameterException', "The subnet ID 'subnet-0' does not exist"],
    ['a security group that is not there', { networkConfiguration: { awsvpcConfiguration: { subnets: [NETWORK.subnets[0]], securityGroups: ['sg-0'] } } }, 'InvalidParameterException', "The security group 'sg-0' does not exist"],
    ['launch type and capacity provider together', { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] }, 'InvalidParameterException', /both a launch type and capacity provider strategy/],
    ['a target group that is not there', { loadBalancers: [{ ...LOAD_BALANCER, targetGroupArn: 'arn:nothing' }] }, 'InvalidParameterException', /target group does not exist/],
    [
      'a target group without a load balancer',
      { loadBalancers: [{ ...LOAD_BALANCER, targetGroupArn: UNATTACHED_ARN }] },
      'InvalidParameterException',
      `The target group with targetGroupArn ${UNATTACHED_ARN} does not have an associated load balancer.`,
    ],
    ['a target group of instances for tasks with addresses of their own', { loadBalancers: [{ ...LOAD_BALANCER, targetGroupArn: INSTANCE_ARN }] }, 'InvalidParameterException', /has target type instance, which is incompatible with the awsvpc network mode/],
    ['a container that is not there', { loadBalancers: [{ ...LOAD_BALANCER, containerName: 'app' }] }, 'InvalidParameterException', 'The container app does not exist in the task definition.'],
    ['a port that the container does not have', { loadBalancers: [{ ...LOAD_BALANCER, containerPort: 81 }] }, 'InvalidParameterException', 'The container web did not have a container port 81 defined.'],
    ['a registry whose ARN is none', { serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:us-east-1:000000000000:namespace/ns-1' }] }, 'InvalidParameterException', /^The format of the supplied service registry ARN is invalid/],
    ['a registry that is not there', { serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-1' }] }, 'ClientException', /registry does not exist/],
    ['a grace period without a load balancer', { loadBalancers: [], healthCheckGracePeriodSeconds: 5 }, 'InvalidParameterException', /^Health check grace period is only valid/],
    ['another service of the same name', { serviceName: 'there', desiredCount: 1 }, 'InvalidParameterException', 'Creation of service was not idempotent.'],
    ['a tag of AWS', { tags: [{ key: 'aws:mine', value: '1' }] }, 'InvalidParameterException', /reserved/],
  ])('%s', async (_what, changes, name, message) => {
    await expect(create(changes)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    const { services } = await fixture.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
    expect(services).toEqual([]);
  });

  test('a container port for a registry of A records, which needs none', async () => {
    await expect(create({ serviceRegistries: [{ registryArn, containerName: 'web', containerPort: 8080 }] })).rejects.toMatchObject({ message: expect.stringContaining('do not require a value for') });
    await expect(create({ serviceRegistries: [{ registryArn, port: 8080 }] })).rejects.toMatchObject({ message: 'A port was provided but is not required by the specified service registry.' });
  });
});

test('CreateService of the same again answers with the service that is there', async () => {
  const first = await fixture.describe('there');
  const { service } = await create({ serviceName: 'there', desiredCount: 0 });
  expect(service?.createdAt).toEqual(first.createdAt);
});

test('an inactive service can be created anew', async () => {
  await create({ serviceName: 'again', desiredCount: 0 });
  await fixture.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'again' }));
  await until(async () => [await fixture.describe('again')].find(({ status }) => status === 'INACTIVE'));
  await expect(fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'again', desiredCount: 1 }))).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  expect((await create({ serviceName: 'again', desiredCount: 0 })).service?.status).toBe('ACTIVE');
});

test('UpdateService and DeleteService refuse a service that is not there', async () => {
  await expect(fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'nobody' }))).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  await expect(fixture.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'nobody' }))).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});

test('UpdateService that is refused changes nothing', async () => {
  const before = await fixture.describe('there');
  await expect(fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'there', desiredCount: 1, loadBalancers: [{ ...LOAD_BALANCER, containerPort: 81 }] }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect(await fixture.describe('there')).toEqual(before);
});

test('DescribeServices names what is missing, and takes ten names at most', async () => {
  const { services, failures } = await fixture.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['there', 'nobody'] }));
  expect(services?.map(({ serviceName }) => serviceName)).toEqual(['there']);
  expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:000000000000:service/shop/nobody', reason: 'MISSING' }]);
  const eleven = Array.from({ length: 11 }, (_, index) => `s${index}`);
  await expect(fixture.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: eleven }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('ListServices comes in pages of ten', async () => {
  for (let index = 0; index < 11; index += 1) await create({ serviceName: `many-${index}`, desiredCount: 0 });
  const first = await fixture.ecs.send(new ListServicesCommand({ cluster: 'shop' }));
  const second = await fixture.ecs.send(new ListServicesCommand({ cluster: 'shop', nextToken: first.nextToken }));
  expect(first.serviceArns).toHaveLength(10);
  expect(new Set([...(first.serviceArns ?? []), ...(second.serviceArns ?? [])]).size).toBeGreaterThanOrEqual(12);
  expect(second.nextToken).toBeUndefined();
  await expect(fixture.ecs.send(new ListServicesCommand({ cluster: 'shop', nextToken: 'made up' }))).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Invalid token.' });
});

test('tags are set, changed, taken away, and shown on demand', async () => {
  const resourceArn = (await fixture.describe('there')).serviceArn;
  const tags = async () => (await fixture.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['there'], include: ['TAGS'] }))).services?.[0]?.tags;
  await fixture.ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }] }));
  await fixture.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
  expect(await tags()).toEqual([{ key: 'b', value: '2' }]);
  expect((await fixture.describe('there')).tags).toBeUndefined();
});
