import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
});
afterAll(() => fixture.close());

const register = (changes: Partial<RegisterTaskDefinitionCommandInput>) => fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), ...changes }));
const describeDefinition = (taskDefinition: string) => fixture.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));

test('each registration is the next revision, and the family is its newest active one', async () => {
  await register({ family: 'app' });
  const { taskDefinition: second } = await register({ family: 'app', tags: [{ key: 'made-by', value: 'test' }] });
  expect(second?.taskDefinitionArn).toBe('arn:aws:ecs:us-east-1:000000000000:task-definition/app:2');
  expect(await describeDefinition('app')).toMatchObject({ taskDefinition: { revision: 2, status: 'ACTIVE', compatibilities: ['EC2', 'FARGATE'] }, tags: [{ key: 'made-by', value: 'test' }] });

  await fixture.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'app:2' }));
  expect((await describeDefinition('app')).taskDefinition?.revision).toBe(1);
  expect((await describeDefinition('app:2')).taskDefinition?.status).toBe('INACTIVE');
  expect((await fixture.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'app' }))).taskDefinitionArns).toEqual([expect.stringContaining('app:1')]);
  expect((await register({ family: 'app' })).taskDefinition?.revision).toBe(3);
});

test('revisions are listed in their order, the newest first on demand, page by page', async () => {
  for (let index = 0; index < 11; index += 1) await register({ family: 'many' });
  const listed: string[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await fixture.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'many', sort: 'DESC', maxResults: 4, nextToken }));
    listed.push(...(answer.taskDefinitionArns ?? []));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  expect(listed.map((arn) => Number(arn.split(':').at(-1)))).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('sizes may be written in vCPU and GB', async () => {
  const { taskDefinition } = await register({ family: 'sized', cpu: '.25 vCPU', memory: '0.5 GB' });
  expect(taskDefinition).toMatchObject({ cpu: '256', memory: '512' });
});

describe('RegisterTaskDefinition refuses for Fargate', () => {
  test.each<[string, Partial<RegisterTaskDefinitionCommandInput>, string]>([
    ['memory that does not go with the CPU', { cpu: '256', memory: '4096' }, 'No Fargate configuration exists for given values.'],
    ['CPU that there is not', { cpu: '300', memory: '1024' }, 'No Fargate configuration exists for given values.'],
    ['another network mode', { networkMode: 'bridge' }, 'Fargate only supports network mode ‘awsvpc’.'],
    ['no CPU', { cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
    ['a host port that differs', { containerDefinitions: [{ name: 'web', image: 'web', portMappings: [{ containerPort: 80, hostPort: 81 }] }] }, 'the host ports and container ports in port mappings must match'],
    ['awslogs without an execution role', { containerDefinitions: [{ name: 'web', image: 'web', logConfiguration: { logDriver: 'awslogs' } }] }, 'execution role ARN to support log driver awslogs'],
    ['only containers that are not essential', { containerDefinitions: [{ name: 'web', image: 'web', essential: false }] }, 'essential'],
    ['two containers of one name', { containerDefinitions: [{ name: 'web', image: 'web' }, { name: 'web', image: 'web' }] }, 'unique'],
  ])('%s', async (_what, changes, message) => {
    await expect(register({ family: 'bad', ...changes })).rejects.toMatchObject({ name: 'ClientException', message: expect.stringContaining(message) });
    await expect(describeDefinition('bad')).rejects.toMatchObject({ name: 'ClientException', message: 'Unable to describe task definition.' });
  });

  test.each(['256:512', '512:4096', '1024:8192', '2048:16384', '4096:30720', '8192:61440', '16384:122880'])('not %s', async (size) => {
    const [cpu, memory] = size.split(':');
    await expect(register({ family: 'good', cpu, memory })).resolves.toBeDefined();
  });
});

test('a cluster is created once, described, and deleted when it is empty', async () => {
  const { ecs } = fixture;
  const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName: 'second', tags: [{ key: 'a', value: 'b' }] }));
  expect((await ecs.send(new CreateClusterCommand({ clusterName: 'second' }))).cluster).toEqual(cluster);
  await ecs.send(new DeleteClusterCommand({ cluster: 'second' }));
  const { clusters, failures } = await ecs.send(new DescribeClustersCommand({ clusters: ['shop', 'second', 'nowhere'] }));
  expect(clusters?.map(({ clusterName, status }) => [clusterName, status])).toEqual([
    ['shop', 'ACTIVE'],
    ['second', 'INACTIVE'],
  ]);
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  await fixture.define();
  await fixture.createService({ desiredCount: 0 });
  await expect(ecs.send(new DeleteClusterCommand({ cluster: 'shop' }))).rejects.toMatchObject({ name: 'ClusterContainsServicesException' });
});
