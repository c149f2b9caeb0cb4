import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type PutScalingPolicyCommandInput,
  type RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { createAutoscaling } from '../../../sandbox/autoscaling/autoscaling.ts';
import { startAwsClients } from '../support/aws-clients.ts';

const LABEL = 'app/edge/0123456789abcdef/targetgroup/catalog/0123456789abcdef';
let clients: Awaited<ReturnType<typeof startAwsClients>>;
let count = 0;
let target: { ServiceNamespace: 'ecs'; ResourceId: string; ScalableDimension: 'ecs:service:DesiredCount' };

beforeAll(async () => {
  clients = await startAwsClients({ 'application-autoscaling': createAutoscaling({ region: 'us-east-1', account: '000000000000', now: Date.now }).service });
});
afterAll(() => clients.close());
beforeEach(() => {
  target = { ServiceNamespace: 'ecs', ResourceId: `service/shop/s${(count += 1)}`, ScalableDimension: 'ecs:service:DesiredCount' };
});

const register = (changes: Partial<RegisterScalableTargetCommandInput> = {}) => clients.autoscaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 4, ...changes }));
const put = (changes: Partial<PutScalingPolicyCommandInput> = {}) =>
  clients.autoscaling.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } },
      ...changes,
    }),
  );
const perTarget = (ResourceLabel: string | undefined) => put({ TargetTrackingScalingPolicyConfiguration: { TargetValue: 100, PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel } } });
const targets = async () => (await clients.autoscaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [target.ResourceId] }))).ScalableTargets;
const policies = async () => (await clients.autoscaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId }))).ScalingPolicies;

describe('a scalable target', () => {
  test('is registered with both bounds, and changed by what is given', async () => {
    const { ScalableTargetARN } = await register({ Tags: { 'made-by': 'test' } });
    await register({ MinCapacity: 2, MaxCapacity: undefined, SuspendedState: { DynamicScalingInSuspended: true } });
    expect(await targets()).toMatchObject([{ ...target, MinCapacity: 2, MaxCapacity: 4, ScalableTargetARN, SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false } }]);
    await clients.autoscaling.send(new TagResourceCommand({ ResourceARN: ScalableTargetARN, Tags: { more: 'yes' } }));
    await clients.autoscaling.send(new UntagResourceCommand({ ResourceARN: ScalableTargetARN, TagKeys: ['made-by'] }));
    expect((await clients.autoscaling.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }))).Tags).toEqual({ more: 'yes' });
  });

  test.each<[string, Partial<RegisterScalableTargetCommandInput>]>([
    ['with one bound only', { MaxCapacity: undefined }],
    ['with a minimum above the maximum', { MinCapacity: 5 }],
    ['of another kind of resource', { ResourceId: 'table/shop' }],
  ])('%s is refused', async (_what, changes) => {
    await expect(register(changes)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await targets()).toEqual([]);
  });

  test('takes its policies with it when it is deregistered, and is not there twice', async () => {
    await register();
    await put();
    await clients.autoscaling.send(new DeregisterScalableTargetCommand(target));
    expect(await targets()).toEqual([]);
    expect(await policies()).toEqual([]);
    await expect(clients.autoscaling.send(new DeregisterScalableTargetCommand(target))).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
    await register();
    expect(await policies()).toEqual([]);
  });

  test('has no activities, for the sandbox does not scale', async () => {
    expect((await clients.autoscaling.send(new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs' }))).ScalingActivities).toEqual([]);
  });
});

describe('a scaling policy', () => {
  test('is put in force and replaced by name, with the alarms that go with it', async () => {
    await register();
    const first = await put();
    expect(first.Alarms?.map(({ AlarmName }) => AlarmName)).toEqual([expect.stringContaining(`TargetTracking-${target.ResourceId}-AlarmHigh-`), expect.stringContaining('-AlarmLow-')]);
    const second = await perTarget(LABEL);
    expect(second.PolicyARN).toBe(first.PolicyARN);
    expect(await policies()).toMatchObject([{ PolicyName: 'cpu', TargetTrackingScalingPolicyConfiguration: { TargetValue: 100, PredefinedMetricSpecification: { ResourceLabel: LABEL } } }]);
    await clients.autoscaling.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }));
    await expect(clients.autoscaling.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }))).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });

  test('needs its target', async () => {
    await expect(put()).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });

  test.each([undefined, 'targetgroup/catalog/0123456789abcdef', 'app/edge/0123456789abcdef', `arn:aws:x:${LABEL}`])('on requests per target needs a label of load balancer and target group, not %s', async (label) => {
    await register();
    await expect(perTarget(label)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await policies()).toEqual([]);
  });

  test('of another type, or with two metrics, is refused', async () => {
    await register();
    await expect(put({ PolicyType: 'StepScaling' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put({ TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 } })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('is listed by tens', async () => {
    await register();
    for (let index = 0; index < 11; index += 1) await put({ PolicyName: `p${index}` });
    const first = await clients.autoscaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId }));
    expect(first.ScalingPolicies).toHaveLength(10);
    const second = await clients.autoscaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId, NextToken: first.NextToken }));
    expect(second.ScalingPolicies).toHaveLength(1);
    await expect(clients.autoscaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', NextToken: 'made up' }))).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });
});
