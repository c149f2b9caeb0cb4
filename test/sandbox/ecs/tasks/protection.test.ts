import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ExecuteCommandCommand, GetTaskProtectionCommand, ListTasksCommand, RunTaskCommand, UpdateServiceCommand, UpdateTaskProtectionCommand, type ListTasksCommandInput, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { NETWORK_CONFIGURATION, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
  await fixture.define();
  await fixture.createService({ desiredCount: 2 });
  await fixture.steady();
});
afterAll(() => fixture.close());

const update = (changes: Partial<UpdateServiceCommandInput>) => fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', ...changes }));
const protect = (tasks: string[], protectionEnabled: boolean, expiresInMinutes?: number) => fixture.ecs.send(new UpdateTaskProtectionCommand({ cluster: 'shop', tasks, protectionEnabled, expiresInMinutes }));
const arns = async () => (await fixture.tasks()).map(({ taskArn }) => taskArn ?? '').toSorted();

test('protected tasks outlive scaling in and deployments, until they are so no more', async () => {
  const all = await arns();
  const { protectedTasks } = await protect(all, true, 5);
  expect(protectedTasks).toMatchObject(all.map(() => ({ taskArn: expect.any(String), protectionEnabled: true, expirationDate: expect.any(Date) })));
  await update({ desiredCount: 1 });
  await until(async () => (await fixture.describe()).events?.find(({ message }) => message?.includes('under protection')));
  expect(await arns()).toEqual(all);

  await update({ forceNewDeployment: true, desiredCount: 2 });
  await until(async () => [await arns()].find(({ length }) => length === 4));
  await until(async () => [await fixture.describe()].find(({ runningCount }) => runningCount === 4));
  expect(await arns()).toEqual(expect.arrayContaining(all));

  expect((await protect(all, false)).protectedTasks?.map(({ protectionEnabled }) => protectionEnabled)).toEqual([false, false]);
  await fixture.steady();
  for (const arn of all) expect(await arns()).not.toContain(arn);
});

test('protection is shown, and only tasks of services can have it', async () => {
  const { tasks } = await fixture.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', launchType: 'FARGATE', networkConfiguration: NETWORK_CONFIGURATION, startedBy: 'job' }));
  const lone = tasks?.[0]?.taskArn ?? '';
  expect((await protect([lone, 'nobody'], true)).failures).toEqual([{ arn: expect.stringContaining('task/shop/nobody'), reason: 'MISSING' }, { arn: lone, reason: 'TASK_NOT_VALID' }]);
  const { protectedTasks } = await fixture.ecs.send(new GetTaskProtectionCommand({ cluster: 'shop' }));
  expect(protectedTasks).toHaveLength(2);
  await expect(protect(await arns(), true, 2_881)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('tasks are listed by what they are', async () => {
  const count = async (filter: Partial<ListTasksCommandInput>) => (await fixture.ecs.send(new ListTasksCommand({ cluster: 'shop', ...filter }))).taskArns?.length;
  expect(await Promise.all([count({ serviceName: 'web' }), count({ startedBy: 'job' }), count({ family: 'other' }), count({ launchType: 'EC2' }), count({ desiredStatus: 'PENDING' }), count({ containerInstance: 'i-1' })])).toEqual([2, 1, 0, 0, 0, 0]);
  await expect(count({ startedBy: 'job', family: 'web' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(count({ serviceName: 'nobody' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});

test('commands are refused as where the agent does not run', async () => {
  const [task] = await arns();
  const execute = (of: string | undefined) => fixture.ecs.send(new ExecuteCommandCommand({ cluster: 'shop', task: of, command: 'ls', interactive: true }));
  await expect(execute(task)).rejects.toMatchObject({ name: 'InvalidParameterException', message: expect.stringContaining('execute command was not enabled') });
  await expect(execute('nobody')).rejects.toMatchObject({ message: 'The referenced task was not found.' });
});
