import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { addressOf, startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

const FAILING = { command: ['node', '-e', 'process.exit(3)'] };
const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: false } };
let fixture: EcsFixture;

beforeEach(async () => {
  fixture = await startEcsFixture();
});
afterEach(() => fixture.close());

const update = (changes: Partial<UpdateServiceCommandInput>) => fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', ...changes }));

test('a rolling update keeps the minimum of healthy targets all the time and ends with the new revision alone', async () => {
  await fixture.define();
  await fixture.createService({ desiredCount: 2 });
  await fixture.steady();
  const revision = await fixture.define({ environment: [{ name: 'EDITION', value: '2' }] });
  let fewest = Infinity;
  const deregister = fixture.targets.deregister.bind(fixture.targets);
  fixture.targets.deregister = (arn, target) => {
    deregister(arn, target);
    fewest = Math.min(fewest, fixture.targets.registered.size);
  };

  const { service } = await update({ taskDefinition: 'web' });
  expect(service?.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: revision }, { status: 'ACTIVE', runningCount: 2 }]);
  const { deployments, events } = await fixture.steady();
  expect(fewest).toBe(2);
  expect(deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: revision, runningCount: 2 }]);
  expect((await fixture.tasks()).map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([revision, revision]);
  expect(events?.[0]?.message).toBe('(service web) has reached a steady state.');
});

test('an update without any change starts no deployment, unless it is forced', async () => {
  await fixture.define();
  await fixture.createService();
  const first = (await fixture.steady()).deployments?.[0]?.id;
  await update({ taskDefinition: 'web', desiredCount: 2 });
  expect(await fixture.steady()).toMatchObject({ runningCount: 2, deployments: [{ id: first }] });
  await update({ forceNewDeployment: true });
  expect((await fixture.steady()).deployments?.[0]?.id).not.toBe(first);
});

test('scaling in stops tasks, scaling out starts them', async () => {
  await fixture.define();
  await fixture.createService({ desiredCount: 3 });
  await fixture.steady();
  await update({ desiredCount: 1 });
  await fixture.steady();
  expect(fixture.targets.registered.size).toBe(1);
  await update({ desiredCount: 2 });
  await fixture.steady();
  expect(fixture.targets.registered.size).toBe(2);
});

test('a deployment whose targets never get healthy stays in progress', async () => {
  await fixture.define();
  fixture.targets.judge = () => 'initial';
  await fixture.createService();
  await until(() => fixture.targets.registered.size === 1 || undefined);
  const service = await until(async () => [await fixture.describe()].find(({ runningCount }) => runningCount === 1));
  expect(service.deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS' }]);
  fixture.targets.judge = () => 'healthy';
  await fixture.steady();
});

test('an unhealthy task is replaced once its grace period is over, and not before', async () => {
  await fixture.define();
  fixture.targets.judge = () => 'unhealthy';
  await fixture.createService({ healthCheckGracePeriodSeconds: 1 });
  const { at: registeredAt, target: first } = await until(() => fixture.targets.calls[0]);
  fixture.targets.judge = ({ id }) => (id === first.id ? 'unhealthy' : 'healthy');
  await fixture.steady();
  const deregistered = fixture.targets.calls.find(({ call, target }) => call === 'deregister' && target.id === first.id);
  expect(deregistered?.at).toBeGreaterThanOrEqual(registeredAt + 1_000);
  expect((await fixture.tasks()).map(addressOf)).not.toContain(first.id);
});

test('with the circuit breaker a deployment whose tasks fail is given up, and its service tries no more', async () => {
  await fixture.define(FAILING);
  await fixture.createService({ deploymentConfiguration: BREAKER });
  const failed = await until(async () => [await fixture.describe()].find(({ deployments }) => deployments?.[0]?.rolloutState === 'FAILED'));
  expect(failed.deployments).toMatchObject([{ status: 'PRIMARY', failedTasks: 3, rolloutStateReason: expect.stringContaining('circuit breaker') }]);
  const stopped = await until(async () => [await fixture.tasks('STOPPED')].find((tasks) => tasks.length >= 3 && tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')));
  expect(stopped).toHaveLength(3);
  expect(stopped[0]).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] });
});

test('with roll-back the circuit breaker brings back the revision that worked, whose tasks have run all the time', async () => {
  const good = await fixture.define();
  await fixture.createService({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } });
  await fixture.steady();
  const bad = await fixture.define(FAILING);
  let fewest = Infinity;
  const deregister = fixture.targets.deregister.bind(fixture.targets);
  fixture.targets.deregister = (arn, target) => {
    deregister(arn, target);
    fewest = Math.min(fewest, fixture.targets.registered.size);
  };
  await update({ taskDefinition: bad });
  const service = await until(async () => [await fixture.describe()].find(({ deployments, events }) => deployments?.length === 1 && deployments[0]?.rolloutState === 'COMPLETED' && events?.some(({ message }) => message?.includes('rolling back'))));
  expect(service.taskDefinition).toBe(good);
  expect(fewest).toBeGreaterThanOrEqual(1);
});

test('a task that cannot start says why', async () => {
  await fixture.define({ image: 'nowhere:1' });
  await fixture.createService();
  const task = await until(async () => (await fixture.tasks('STOPPED'))[0]);
  expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: failed to resolve ref nowhere:1: not found' });
  expect((await fixture.describe()).deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS', runningCount: 0 }]);
});

test('with the launch type EC2 no task is placed, for there is no container instance', async () => {
  await fixture.define();
  await fixture.createService({ launchType: 'EC2' });
  const { events } = await until(async () => [await fixture.describe()].find((service) => service.events?.length));
  expect(events?.[0]?.message).toContain('unable to place a task because no container instance met all of its requirements');
});
