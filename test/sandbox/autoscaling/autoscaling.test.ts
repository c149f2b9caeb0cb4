import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type PutScalingPolicyCommandInput,
  type RegisterScalableTargetCommandInput,
  type StepScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { LABEL, startAutoscaling, type AutoscalingFixture } from './support.ts';

let fixture: AutoscalingFixture;
let client: AutoscalingFixture['client'];
let count = 0;
let target: { ServiceNamespace: 'ecs'; ResourceId: string; ScalableDimension: 'ecs:service:DesiredCount' };

beforeAll(async () => {
  fixture = await startAutoscaling();
  ({ client } = fixture);
});
afterAll(() => fixture.close());
beforeEach(() => {
  target = { ServiceNamespace: 'ecs', ResourceId: `service/shop/s${(count += 1)}`, ScalableDimension: 'ecs:service:DesiredCount' };
});

const register = (changes: Partial<RegisterScalableTargetCommandInput> = {}) => client.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 4, ...changes }));
const put = (changes: Partial<PutScalingPolicyCommandInput> = {}) =>
  client.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } },
      ...changes,
    }),
  );
const perTarget = (ResourceLabel: string | undefined) => put({ TargetTrackingScalingPolicyConfiguration: { TargetValue: 100, PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel } } });
const STEPS: StepScalingPolicyConfiguration = { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] };
const targets = async () => (await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [target.ResourceId] }))).ScalableTargets;
const policies = async () => (await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId }))).ScalingPolicies;

describe('a scalable target', () => {
  test('is registered with both bounds, and changed by what is given', async () => {
    const { ScalableTargetARN } = await register({ Tags: { 'made-by': 'test' } });
    await register({ MinCapacity: 2, MaxCapacity: undefined, SuspendedState: { DynamicScalingInSuspended: true } });
    expect(await targets()).toMatchObject([{ ...target, MinCapacity: 2, MaxCapacity: 4, ScalableTargetARN, SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false } }]);
    await client.send(new TagResourceCommand({ ResourceARN: ScalableTargetARN, Tags: { more: 'yes' } }));
    await client.send(new UntagResourceCommand({ ResourceARN: ScalableTargetARN, TagKeys: ['made-by'] }));
    expect((await client.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }))).Tags).toEqual({ more: 'yes' });
  });

  test('takes its policies with it when it is deregistered, and is not there twice', async () => {
    await register();
    await put();
    await client.send(new DeregisterScalableTargetCommand(target));
    expect(await targets()).toEqual([]);
    expect(await policies()).toEqual([]);
    await expect(client.send(new DeregisterScalableTargetCommand(target))).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
    await register();
    expect(await policies()).toEqual([]);
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
    await client.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }));
    await expect(client.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }))).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });

  test('is listed by tens', async () => {
    await register();
    for (let index = 0; index < 11; index += 1) await put({ PolicyName: `p${index}`, PolicyType: 'StepScaling', TargetTrackingScalingPolicyConfiguration: undefined, StepScalingPolicyConfiguration: STEPS });
    const first = await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId }));
    expect(first.ScalingPolicies).toHaveLength(10);
    const second = await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId, NextToken: first.NextToken }));
    expect(second.ScalingPolicies).toHaveLength(1);
    await expect(client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', NextToken: 'made up' }))).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });
});

test('a scheduled action is put, changed by what is given, listed and deleted', async () => {
  await register();
  const name = { ...target, ScheduledActionName: 'night' };
  const listed = async () => (await client.send(new DescribeScheduledActionsCommand({ ServiceNamespace: 'ecs', ResourceId: target.ResourceId }))).ScheduledActions;
  await client.send(new PutScheduledActionCommand({ ...name, Schedule: 'cron(0 22 * * ? *)', Timezone: 'Europe/Berlin', StartTime: new Date(1_000), ScalableTargetAction: { MinCapacity: 1 } }));
  await client.send(new PutScheduledActionCommand({ ...name, ScalableTargetAction: { MaxCapacity: 2 } }));
  expect(await listed()).toMatchObject([{ ...name, Schedule: 'cron(0 22 * * ? *)', Timezone: 'Europe/Berlin', StartTime: new Date(1_000), ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 }, ScheduledActionARN: expect.stringContaining('scheduledActionName/night') }]);
  await client.send(new DeleteScheduledActionCommand(name));
  expect(await listed()).toEqual([]);
});
