import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DescribeTasksCommand, RegisterTaskDefinitionCommand, RunTaskCommand, StopTaskCommand, type RunTaskCommandInput } from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { addressOf, NETWORK_CONFIGURATION, startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';

let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture();
});
afterAll(() => fixture.close());

const run = (changes: Partial<RunTaskCommandInput> = {}) => fixture.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', launchType: 'FARGATE', networkConfiguration: NETWORK_CONFIGURATION, ...changes }));
const describeTask = async (taskArn: string | undefined) => (await fixture.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [taskArn ?? ''] }))).tasks?.[0];
const stopped = (taskArn: string | undefined) => until(async () => [await describeTask(taskArn)].find((task) => task?.lastStatus === 'STOPPED'));

test('a task runs to its end with the command and variables given for this run', async () => {
  await fixture.define();
  const { tasks } = await run({ overrides: { containerOverrides: [{ name: 'web', command: ['node', '-e', 'console.log(process.env.GREETING); process.exit(7)'], environment: [{ name: 'GREETING', value: 'good morning' }] }] } });
  expect(await stopped(tasks?.[0]?.taskArn)).toMatchObject({ stopCode: 'EssentialContainerExited', group: 'family:web', containers: [{ exitCode: 7 }] });
  expect(await fixture.log(tasks?.[0]?.taskArn)).toBe('good morning\n');
});

test('a task that ignores SIGTERM is killed after its stop timeout', async () => {
  await fixture.define({ stopTimeout: 2, environment: [{ name: 'IGNORE_SIGTERM', value: '1' }] });
  const { tasks } = await run();
  const arn = tasks?.[0]?.taskArn;
  await until(async () => ((await fixture.log(arn)) === 'listening\n' ? true : undefined));
  await fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: arn }));
  expect(await stopped(arn)).toMatchObject({ stopCode: 'UserInitiated', containers: [{ exitCode: 137 }] });
  expect(await fixture.log(arn)).toContain('SIGTERM');
});

test('the containers of a task share its address, and the end of an essential one ends the others', async () => {
  const side = { name: 'side', image: 'web', environment: [{ name: 'PORT', value: '8081' }], essential: false, portMappings: [{ containerPort: 8081 }] };
  await fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), family: 'pair', containerDefinitions: [...(taskDefinitionInput().containerDefinitions ?? []), side] }));
  const { tasks } = await run({ taskDefinition: 'pair' });
  const arn = tasks?.[0]?.taskArn;
  const running = await until(async () => [await describeTask(arn)].find((task) => task?.lastStatus === 'RUNNING'));
  for (const port of [8080, 8081]) await until(() => fetch(`http://${addressOf(running)}:${port}/`).catch(() => undefined));
  await fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: arn }));
  expect((await stopped(arn))?.containers).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
});

test('the same client token is the same task, and clashes with other parameters', async () => {
  await fixture.define();
  const { tasks } = await run({ clientToken: 'once' });
  expect((await run({ clientToken: 'once' })).tasks?.[0]?.taskArn).toBe(tasks?.[0]?.taskArn);
  await expect(run({ clientToken: 'once', count: 2 })).rejects.toMatchObject({ name: 'ConflictException' });
});

test('what is not there is named, or refused in the words of ECS', async () => {
  const { failures } = await fixture.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: ['0123'] }));
  expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:000000000000:task/shop/0123', reason: 'MISSING' }]);
  await expect(fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: '0123' }))).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'The referenced task was not found.' });
  await expect(run({ launchType: 'EC2' })).rejects.toMatchObject({ message: 'No Container Instances were found in your cluster.' });
  await expect(run({ networkConfiguration: undefined })).rejects.toMatchObject({ message: expect.stringContaining('Network Configuration must be provided') });
});
