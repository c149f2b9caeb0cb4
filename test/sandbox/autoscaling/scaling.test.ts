import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DeregisterScalableTargetCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type CustomizedMetricSpecification,
  type PredefinedMetricSpecification,
  type RegisterScalableTargetCommandInput,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { createAutoscaling } from '../../../sandbox/autoscaling/autoscaling.ts';
import type { Snapshot } from '../../../sandbox/state/snapshot.ts';
import { LABEL, startAutoscaling, TARGET, type AutoscalingFixture } from './support.ts';

let fixture: AutoscalingFixture;
beforeEach(async () => {
  fixture = await startAutoscaling();
  await register();
});
afterEach(() => fixture.close());

const register = (changes: Partial<RegisterScalableTargetCommandInput> = {}) => fixture.client.send(new RegisterScalableTargetCommand({ ...TARGET, MinCapacity: 1, MaxCapacity: 8, ...changes }));
const track = (PredefinedMetricSpecification: PredefinedMetricSpecification, TargetValue = 50, changes: Partial<TargetTrackingScalingPolicyConfiguration> = {}) =>
  fixture.client.send(
    new PutScalingPolicyCommand({ ...TARGET, PolicyName: PredefinedMetricSpecification.PredefinedMetricType, PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue, PredefinedMetricSpecification, ...changes } }),
  );
const CPU = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } as const;
const activities = async (IncludeNotScaledActivities = false) => (await fixture.client.send(new DescribeScalingActivitiesCommand({ ...TARGET, IncludeNotScaledActivities }))).ScalingActivities ?? [];

describe('target tracking', () => {
  test('makes the alarms that AWS makes: high after 3 minutes above the target, low after 15 below nine tenths of it', async () => {
    const { Alarms = [] } = await track(CPU);
    const [high, low] = Alarms.map(({ AlarmName }) => fixture.cloudwatch.alarms.all.get(AlarmName ?? '')?.settings);
    expect(high).toMatchObject({ Threshold: 50, EvaluationPeriods: 3, DatapointsToAlarm: 3, Period: 60, ComparisonOperator: 'GreaterThanThreshold', MetricName: 'CPUUtilization', Statistic: 'Average', Dimensions: [{ Name: 'ClusterName', Value: 'shop' }, { Name: 'ServiceName', Value: 'catalog' }] });
    expect(low).toMatchObject({ Threshold: 45, EvaluationPeriods: 15, DatapointsToAlarm: 15, Period: 60, ComparisonOperator: 'LessThanThreshold' });
  });

  test('scales out after three minutes, not two, in proportion; and says so', async () => {
    await track(CPU);
    fixture.pass(2, 90);
    expect(fixture.asked).toEqual([]);
    fixture.pass(1, 90);
    expect(fixture.asked).toMatchObject([{ desired: 4, by: expect.stringMatching(/^monitor alarm TargetTracking-service\/shop\/catalog-AlarmHigh-.* in state ALARM triggered policy ECSServiceAverageCPUUtilization$/) }]);
    expect(await activities()).toMatchObject([{ Description: 'Setting desired count to 4.', StatusCode: 'InProgress', StatusMessage: 'Successfully set desired count to 4. Waiting for change to be fulfilled by ecs.' }]);
    fixture.service.running = 4;
    fixture.pass(1, 90);
    expect(await activities()).toMatchObject([{ StatusCode: 'Successful', StatusMessage: 'Successfully set desired count to 4. Change successfully fulfilled by ecs.', EndTime: new Date(fixture.clock.now) }]);
    // The next three minutes are the cooldown's, whose tasks count as part of what is wanted.
    fixture.pass(2, 90);
    expect(fixture.service.desired).toBe(4);
    fixture.pass(3, 90);
    expect(fixture.service.desired).toBe(8);
    fixture.pass(1, 90);
    expect((await activities(true))[0]).toMatchObject({ NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 8 }] });
    fixture.pass(5, 90);
    expect(await activities(true)).toHaveLength(3);
    expect(await activities()).toHaveLength(2);
  });

  test('scales in after fifteen minutes, not fourteen, to what the highest of them needs', async () => {
    Object.assign(fixture.service, { desired: 8, running: 8 });
    await track(CPU);
    fixture.pass(1, 24);
    fixture.pass(13, 10);
    expect(fixture.asked).toEqual([]);
    fixture.pass(1, 10);
    expect(fixture.asked).toMatchObject([{ desired: 4, by: expect.stringContaining('AlarmLow') }]);
  });

  test('does nothing while values are missing, in either direction', async () => {
    await track(CPU);
    for (let i = 0; i < 6; i += 1) {
      fixture.pass(1, 90);
      fixture.pass(2);
    }
    for (let i = 0; i < 12; i += 1) {
      fixture.pass(1, 5);
      fixture.pass(1);
    }
    fixture.pass(30);
    expect(fixture.asked).toEqual([]);
  });

  test('that is not to scale in has no low alarm and does not', async () => {
    Object.assign(fixture.service, { desired: 8, running: 8 });
    expect((await track(CPU, 50, { DisableScaleIn: true })).Alarms).toHaveLength(1);
    fixture.pass(40, 5);
    expect(fixture.asked).toEqual([]);
  });

  test('of two metrics scales in when both are low, and out when either is high', async () => {
    Object.assign(fixture.service, { desired: 4, running: 4 });
    await track(CPU);
    await track({ PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' });
    for (let i = 0; i < 20; i += 1) {
      fixture.cloudwatch.metrics.put('AWS/ECS', 'MemoryUtilization', { ClusterName: 'shop', ServiceName: 'catalog' }, 48);
      fixture.pass(1, 5);
    }
    expect(fixture.asked).toEqual([]);
    for (let i = 0; i < 20; i += 1) {
      fixture.cloudwatch.metrics.put('AWS/ECS', 'MemoryUtilization', { ClusterName: 'shop', ServiceName: 'catalog' }, 20);
      fixture.pass(1, 5);
    }
    expect(fixture.service.desired).toBe(1);
    for (let i = 0; i < 3; i += 1) {
      fixture.cloudwatch.metrics.put('AWS/ECS', 'MemoryUtilization', { ClusterName: 'shop', ServiceName: 'catalog' }, 100);
      fixture.pass(1, 5);
    }
    expect(fixture.service.desired).toBe(2);
  });

  test('of requests counts those per target and minute', async () => {
    await track({ PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: LABEL }, 100);
    fixture.pass(3, 250, 'RequestCountPerTarget');
    expect(fixture.service.desired).toBe(5);
  });

  test('of a metric of the user’s own watches that', async () => {
    const CustomizedMetricSpecification: CustomizedMetricSpecification = { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Statistic: 'Maximum', Dimensions: [{ Name: 'ClusterName', Value: 'shop' }, { Name: 'ServiceName', Value: 'catalog' }] };
    await fixture.client.send(new PutScalingPolicyCommand({ ...TARGET, PolicyName: 'own', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, CustomizedMetricSpecification } }));
    fixture.pass(3, 75);
    expect(fixture.service.desired).toBe(3);
  });

  test('does not scale in while ECS deploys', async () => {
    Object.assign(fixture.service, { desired: 4, running: 4, isDeploying: true });
    await track(CPU);
    fixture.pass(20, 5);
    expect(fixture.asked).toEqual([]);
    fixture.service.isDeploying = false;
    fixture.pass(1, 5);
    expect(fixture.service.desired).toBe(1);
  });

  test('does nothing while suspended, and what is changed of that leaves the rest', async () => {
    await track(CPU);
    await register({ SuspendedState: { DynamicScalingOutSuspended: true } });
    await register({ SuspendedState: { DynamicScalingInSuspended: true } });
    fixture.pass(5, 90);
    fixture.pass(20, 5);
    expect(fixture.asked).toEqual([]);
  });

  test('goes with its target: alarms and all', async () => {
    await track(CPU);
    expect(fixture.cloudwatch.alarms.all.size).toBe(2);
    await fixture.client.send(new DeregisterScalableTargetCommand(TARGET));
    expect(fixture.cloudwatch.alarms.all.size).toBe(0);
    fixture.pass(5, 90);
    expect(fixture.service.desired).toBe(2);
  });
});

test('metrics that come faster than on AWS are watched that much faster, and requests counted per minute all the same', async () => {
  await fixture.close();
  fixture = await startAutoscaling({ metricPeriodSeconds: 10 });
  await register();
  const { Alarms = [] } = await track({ PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: LABEL }, 600);
  expect(fixture.cloudwatch.alarms.all.get(Alarms[0]?.AlarmName ?? '')?.settings).toMatchObject({ Period: 10, Threshold: 100, EvaluationPeriods: 3 });
});

test('a step policy acts on the alarm that names it, by how far the metric is beyond the threshold', async () => {
  const StepAdjustments = [{ MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 1 }, { MetricIntervalLowerBound: 20, ScalingAdjustment: 3 }];
  const { PolicyARN, Alarms } = await fixture.client.send(new PutScalingPolicyCommand({ ...TARGET, PolicyName: 'steps', PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity', StepAdjustments, Cooldown: 60 } }));
  expect(Alarms).toEqual([]);
  const Dimensions = [{ Name: 'ClusterName', Value: 'shop' }, { Name: 'ServiceName', Value: 'catalog' }];
  fixture.cloudwatch.alarms.put({ AlarmName: 'hot', Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Dimensions, Statistic: 'Average', Period: 60, EvaluationPeriods: 1, Threshold: 60, ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [PolicyARN ?? ''] });
  fixture.pass(1, 70);
  expect(fixture.service.desired).toBe(3);
  fixture.pass(1, 90);
  expect(fixture.service.desired).toBe(6);
  expect((await fixture.client.send(new DescribeScalingPoliciesCommand(TARGET))).ScalingPolicies).toMatchObject([{ PolicyType: 'StepScaling', Alarms: [{ AlarmName: 'hot' }] }]);
});

describe('bounds', () => {
  test('move a desired count that lies outside them', async () => {
    await register({ MinCapacity: 4 });
    expect(fixture.asked).toEqual([{ desired: 4, by: 'minimum capacity was set to 4' }]);
    await register({ MinCapacity: 1, MaxCapacity: 3 });
    expect(await activities()).toMatchObject([{ Cause: 'maximum capacity was set to 3' }, { Cause: 'minimum capacity was set to 4' }]);
    fixture.pass(1);
    expect(await activities()).toMatchObject([{ StatusCode: 'InProgress' }, { StatusCode: 'Overridden' }]);
  });

  test('change on schedule, and not while that is suspended', async () => {
    // The clock stands at 08:00 UTC on 15 January 2027.
    await fixture.client.send(new PutScheduledActionCommand({ ...TARGET, ScheduledActionName: 'morning', Schedule: 'cron(5 8 * * ? *)', ScalableTargetAction: { MinCapacity: 5, MaxCapacity: 9 } }));
    await fixture.client.send(new PutScheduledActionCommand({ ...TARGET, ScheduledActionName: 'later', Schedule: 'at(2027-01-15T08:10:00)', Timezone: 'UTC', ScalableTargetAction: { MaxCapacity: 1 } }));
    fixture.pass(4);
    expect(fixture.asked).toEqual([]);
    fixture.pass(1);
    expect(fixture.service.desired).toBe(5);
    expect((await activities()).map(({ Cause }) => Cause)).toEqual(['minimum capacity was set to 5', 'scheduled action name morning was triggered']);
    await register({ MinCapacity: undefined, MaxCapacity: undefined, SuspendedState: { ScheduledScalingSuspended: true } });
    fixture.pass(6);
    expect(fixture.service.desired).toBe(5);
  });
});

test('after a restart it goes on where it was', async () => {
  await track(CPU);
  fixture.pass(3, 90);
  const restored = JSON.parse(JSON.stringify(fixture.autoscaling.snapshot())) as Snapshot;
  const again = createAutoscaling({ ...fixture.parts, restored });
  for (const operation of ['DescribeScalableTargets', 'DescribeScalingPolicies', 'DescribeScalingActivities', 'DescribeScheduledActions']) {
    expect(again.service.operations[operation]?.({ ServiceNamespace: 'ecs' })).toEqual(fixture.autoscaling.service.operations[operation]?.({ ServiceNamespace: 'ecs' }));
  }
});
