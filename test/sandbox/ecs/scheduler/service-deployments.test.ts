import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type ServiceDeployment,
  type ServiceDeploymentStatus,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { until } from '../../../support/until.ts';
import { startEcsFixture, type EcsFixture } from '../../support/ecs-fixture.ts';

const FAILING = { command: ['node', '-e', 'process.exit(3)'] };
const ringing = new Set<string>();
let fixture: EcsFixture;
let good: string;

beforeAll(async () => {
  fixture = await startEcsFixture({ alarmState: (name) => (ringing.has(name) ? 'ALARM' : 'OK') });
  good = await fixture.define();
  await fixture.createService({ serviceName: 'web' });
  await fixture.steady();
});
afterAll(() => fixture.close());

const update = (changes: Partial<UpdateServiceCommandInput>) => fixture.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', ...changes }));
const list = async (status?: ServiceDeploymentStatus[]) => (await fixture.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'web', status }))).serviceDeployments ?? [];
const describe = async (arn: string | undefined) => (await fixture.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn ?? ''] }))).serviceDeployments?.[0];
const newest = async () => describe((await list())[0]?.serviceDeploymentArn);
const reached = (status: ServiceDeploymentStatus): Promise<ServiceDeployment> => until(async () => [await newest()].find((deployment) => deployment?.status === status));
/** A deployment of a revision that nobody ever finds healthy. */
const beginHopeless = async () => {
  fixture.targets.judge = ({ id }) => (healthy.has(id) ? 'healthy' : 'initial');
  const healthy = new Set([...fixture.targets.registered.values()].map(({ id }) => id));
  await update({ taskDefinition: await fixture.define({ environment: [{ name: 'HOPE', value: 'none' }] }) });
};

test('creating a service is its first deployment, of its first revision', async () => {
  const deployment = await reached('SUCCESSFUL');
  expect(deployment).toMatchObject({ sourceServiceRevisions: [], targetServiceRevision: { requestedTaskCount: 1, runningTaskCount: 1 }, deploymentCircuitBreaker: { status: 'DISABLED', threshold: 3 } });
  expect(deployment.serviceDeploymentArn).toMatch(/:service-deployment\/shop\/web\/\w+$/);
  expect(deployment.startedAt?.getTime()).toBeLessThanOrEqual(deployment.finishedAt?.getTime() ?? 0);
  const { serviceRevisions, failures } = await fixture.ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [deployment.targetServiceRevision?.arn ?? '', 'arn:aws:ecs:us-east-1:000000000000:service-revision/shop/web/1'] }));
  expect(serviceRevisions).toMatchObject([{ taskDefinition: good, launchType: 'FARGATE', containerImages: [{ containerName: 'web', image: 'web:1' }] }]);
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  expect((await fixture.describe()).currentServiceDeployment).toBeUndefined();
});

test('a deployment that is stopped is rolled back to the revision that was completed last', async () => {
  await beginHopeless();
  const current = await reached('IN_PROGRESS');
  expect((await fixture.describe()).currentServiceDeployment).toBe(current.serviceDeploymentArn);
  await fixture.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: current.serviceDeploymentArn, stopType: 'ROLLBACK' }));
  fixture.targets.judge = () => 'healthy';
  const ended = await reached('ROLLBACK_SUCCESSFUL');
  expect(ended.rollback?.serviceRevisionArn).toBe(current.sourceServiceRevisions?.[0]?.arn);
  expect((await fixture.steady()).taskDefinition).toBe(good);
  await expect(fixture.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: current.serviceDeploymentArn }))).rejects.toMatchObject({ name: 'ConflictException' });
});

test('a deployment that another one follows is stopped', async () => {
  await beginHopeless();
  const first = await reached('IN_PROGRESS');
  fixture.targets.judge = () => 'healthy';
  await update({ taskDefinition: good });
  await reached('SUCCESSFUL');
  expect(await describe(first.serviceDeploymentArn)).toMatchObject({ status: 'STOPPED', statusReason: expect.stringContaining('superseded') });
  const between = async (createdAt: { after?: Date; before?: Date }) => (await fixture.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'web', createdAt }))).serviceDeployments?.map(({ serviceDeploymentArn }) => serviceDeploymentArn);
  expect(await between({ after: first.createdAt ?? new Date() })).toEqual([(await list())[0]?.serviceDeploymentArn]);
  expect(await between({ before: new Date(0) })).toEqual([]);
  expect((await list(['STOPPED'])).map(({ serviceDeploymentArn }) => serviceDeploymentArn)).toEqual([first.serviceDeploymentArn]);
  await fixture.steady();
});

test('an alarm that rings while a deployment is under way rolls it back, and is named', async () => {
  await update({ deploymentConfiguration: { alarms: { alarmNames: ['errors'], enable: true, rollback: true } } });
  await beginHopeless();
  expect(await reached('IN_PROGRESS')).toMatchObject({ alarms: { status: 'MONITORING', alarmNames: ['errors'], triggeredAlarmNames: [] } });
  ringing.add('errors');
  fixture.targets.judge = () => 'healthy';
  expect(await reached('ROLLBACK_SUCCESSFUL')).toMatchObject({ alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors'] } });
  ringing.clear();
  expect((await fixture.steady()).taskDefinition).toBe(good);
  await update({ deploymentConfiguration: { alarms: { alarmNames: [], enable: false, rollback: false } } });
});

test('the circuit breaker that trips is shown with its count, and its roll-back too', async () => {
  await update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true, thresholdConfiguration: { type: 'COUNT', value: 2 } } } });
  fixture.targets.judge = () => 'healthy';
  await update({ taskDefinition: await fixture.define({ image: 'nowhere:1' }) });
  const ended = await reached('ROLLBACK_SUCCESSFUL');
  expect(ended).toMatchObject({ deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 2, threshold: 2 }, statusReason: expect.stringContaining('circuit breaker') });
  expect(ended.rollback?.reason).toContain('tasks failed to start');
});

test('a roll-back that fails is not rolled back again', async () => {
  await update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } });
  const [before] = (await list()).map(({ serviceDeploymentArn }) => serviceDeploymentArn);
  // From now on nobody is found healthy: neither the new revision nor the one that comes back.
  fixture.targets.judge = () => 'unhealthy';
  await update({ taskDefinition: await fixture.define(FAILING) });
  const ended = await reached('ROLLBACK_FAILED');
  expect(ended.serviceDeploymentArn).not.toBe(before);
  expect((await fixture.describe()).deployments?.[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'FAILED' });
});

test('what there is not is not found', async () => {
  const arn = 'arn:aws:ecs:us-east-1:000000000000:service-deployment/shop/web/nothing';
  await expect(fixture.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn }))).rejects.toMatchObject({ name: 'ServiceDeploymentNotFoundException' });
  await expect(fixture.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ABORT' }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(fixture.ecs.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'nobody' }))).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  await expect(describe('web')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
