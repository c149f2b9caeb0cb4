import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DescribeTasksCommand, RegisterTaskDefinitionCommand, RunTaskCommand, StopTaskCommand, type ContainerDefinition, type Task } from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { NETWORK_CONFIGURATION, startEcsFixture, taskDefinitionInput, type EcsFixture } from '../../support/ecs-fixture.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db';
let fixture: EcsFixture;
beforeAll(async () => {
  fixture = await startEcsFixture({ secrets: { [SECRET]: 'hush' } });
});
afterAll(() => fixture.close());

let families = 0;
const run = async (...containerDefinitions: ContainerDefinition[]): Promise<string> => {
  const family = `order-${(families += 1)}`;
  await fixture.ecs.send(new RegisterTaskDefinitionCommand({ ...taskDefinitionInput(), family, executionRoleArn: 'arn:aws:iam::000000000000:role/execution', containerDefinitions }));
  const { tasks } = await fixture.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: family, launchType: 'FARGATE', networkConfiguration: NETWORK_CONFIGURATION }));
  return tasks?.[0]?.taskArn ?? '';
};
const describe = async (arn: string) => (await fixture.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [arn] }))).tasks?.[0];
const reached = (arn: string, lastStatus: string): Promise<Task> => until(async () => [await describe(arn)].find((task) => task?.lastStatus === lastStatus));
const says = (name: string, script: string, more: Partial<ContainerDefinition> = {}): ContainerDefinition => ({ name, image: 'web', command: ['/bin/sh', '-c', script], ...more });
/** It says when it begins and, some time after it was told to, when it ends. */
const stays = (name: string, more: Partial<ContainerDefinition> = {}, ending = 0) => says(name, `trap "sleep ${ending}; echo ${name} ends; exit 0" TERM; echo ${name}; while true; do sleep 0.05; done`, more);

test('a container waits until what it depends on has succeeded, and until what it depends on is healthy', async () => {
  const arn = await run(
    stays('web', { dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }, { containerName: 'cache', condition: 'HEALTHY' }] }, 0.3),
    says('migrate', 'sleep 0.3; echo migrate', { essential: false }),
    stays('cache', { essential: false, healthCheck: { command: ['CMD', 'true'], interval: 5 } }),
  );
  await reached(arn, 'RUNNING');
  const lines = await until(async () => [(await fixture.log(arn)).trim().split('\n')].find(({ length }) => length === 3));
  expect(lines.at(-1)).toBe('web');
  await fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: arn }));
  await reached(arn, 'STOPPED');
  // They end in the opposite order.
  expect((await fixture.log(arn)).trim().split('\n').slice(-2)).toEqual(['web ends', 'cache ends']);
});

test('a task whose container cannot have what it depends on does not start, and says why', async () => {
  const arn = await run(stays('web', { dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] }), says('migrate', 'exit 4', { essential: false }));
  const task = await reached(arn, 'STOPPED');
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: expect.stringContaining("'migrate' exited with code 4") });
  expect(task.containers?.map(({ name, exitCode }) => [name, exitCode])).toEqual([['web', undefined], ['migrate', 4]]);
});

test('an essential container that ends ends the task; another one does not', async () => {
  const arn = await run(says('web', 'sleep 0.5; exit 5'), says('side', 'exit 6', { essential: false }));
  const task = await reached(arn, 'STOPPED');
  expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 5 }, { exitCode: 6 }] });
});

test('a container with a restart policy is started again, once it has run for its period', async () => {
  // At the fixture's time-lapse a minute is 0.6 s.
  const restartPolicy = { enabled: true, restartAttemptPeriod: 60 };
  const lasting = await run(says('web', 'echo run; sleep 0.7; exit 1', { restartPolicy }));
  await until(async () => (/run\nrun/.test(await fixture.log(lasting)) ? true : undefined));
  expect(await describe(lasting)).toMatchObject({ desiredStatus: 'RUNNING' });
  await fixture.ecs.send(new StopTaskCommand({ cluster: 'shop', task: lasting }));

  const brief = await reached(await run(says('web', 'exit 1', { restartPolicy })), 'STOPPED');
  const ignored = await reached(await run(says('web', 'sleep 0.7; exit 2', { restartPolicy: { ...restartPolicy, ignoredExitCodes: [2] } })), 'STOPPED');
  for (const task of [brief, ignored]) expect(task.stopCode).toBe('EssentialContainerExited');
  await reached(lasting, 'STOPPED');
});

test('a secret that there is comes as a variable; without it the task does not start', async () => {
  const arn = await run(says('web', 'echo $PASSWORD', { secrets: [{ name: 'PASSWORD', valueFrom: SECRET }] }));
  await reached(arn, 'STOPPED');
  expect(await fixture.log(arn)).toBe('hush\n');
  const lacking = await reached(await run(says('web', 'true', { secrets: [{ name: 'PASSWORD', valueFrom: `${SECRET}-2` }] })), 'STOPPED');
  expect(lacking).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: expect.stringMatching(/^ResourceInitializationError: unable to pull secrets or registry auth: .*ResourceNotFoundException/) });
});
