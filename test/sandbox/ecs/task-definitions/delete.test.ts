import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeleteTaskDefinitionsCommand, DeregisterTaskDefinitionCommand, DescribeTaskDefinitionCommand, ListTaskDefinitionFamiliesCommand, RegisterTaskDefinitionCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
});
afterAll(() => fixture.close());

const register = (family: string) => fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), family }));
const remove = (...taskDefinitions: string[]) => fixture.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions }));
const deregister = (taskDefinition: string) => fixture.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
const statusOf = async (taskDefinition: string) => (await fixture.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition?.status;

test('only inactive definitions are deleted, and their numbers are not used again', async () => {
  await register('app');
  expect((await remove('app:1', 'app:9')).failures).toMatchObject([{ reason: expect.stringContaining('still in ACTIVE status') }, { arn: expect.stringContaining('app:9'), reason: expect.stringContaining('does not exist') }]);
  await deregister('app:1');
  expect((await remove('app:1')).taskDefinitions).toMatchObject([{ revision: 1, status: 'DELETE_IN_PROGRESS' }]);
  await until(async () => statusOf('app:1').then(() => undefined, () => true));
  expect((await register('app')).taskDefinition?.revision).toBe(2);
});

test('a definition that a service has stays until the service is through with it, and no service can take it up', async () => {
  const arn = await fixture.define();
  await fixture.createService({ desiredCount: 0 });
  await register('spare');
  await deregister('web:1');
  await deregister('spare:1');
  await remove(arn, 'spare:1');
  await until(async () => statusOf('spare:1').then(() => undefined, () => true));
  await expect(fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: arn }))).rejects.toMatchObject({ message: 'TaskDefinition is inactive' });
  expect(await statusOf(arn)).toBe('DELETE_IN_PROGRESS');
});

test('families are listed by what is left of them', async () => {
  await register('left');
  await register('right');
  await deregister('right:1');
  const families = async (status: 'ACTIVE' | 'INACTIVE' | 'ALL', familyPrefix: string) => (await fixture.ecs.send(new ListTaskDefinitionFamiliesCommand({ status, familyPrefix }))).families;
  expect(await families('ACTIVE', 'l')).toEqual(['left']);
  expect(await families('ACTIVE', 'r')).toEqual([]);
  expect(await families('INACTIVE', 'r')).toEqual(['right']);
  expect(await families('ALL', 'right')).toEqual(['right']);
});
