import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LABEL, startAutoscaling, TARGET, type AutoscalingFixture } from './support.ts';

let fixture: AutoscalingFixture;
const call = (operation: string, input: object): unknown => fixture.autoscaling.service.operations[operation]?.(input);
const STEPS = { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] };
const CPU = { TargetValue: 60, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } };

beforeAll(async () => {
  fixture = await startAutoscaling();
  call('RegisterScalableTarget', { ...TARGET, MinCapacity: 1, MaxCapacity: 4 });
  call('PutScalingPolicy', { ...TARGET, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: CPU });
  const full = { ...TARGET, ResourceId: 'service/shop/full' };
  call('RegisterScalableTarget', { ...full, MinCapacity: 1, MaxCapacity: 4 });
  for (let i = 0; i < 50; i += 1) call('PutScalingPolicy', { ...full, PolicyName: `p${i}`, StepScalingPolicyConfiguration: STEPS });
  for (let i = 0; i < 200; i += 1) call('PutScheduledAction', { ...full, ScheduledActionName: `a${i}`, Schedule: 'rate(1 day)', ScalableTargetAction: { MinCapacity: 1 } });
});
afterAll(() => fixture.close());

const register = (changes: object) => ({ ...TARGET, ResourceId: 'service/shop/other', MinCapacity: 1, MaxCapacity: 4, ...changes });
const tracking = (configuration: object) => ({ ...TARGET, PolicyName: 'other', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: configuration });
const requests = (ResourceLabel?: string) => tracking({ TargetValue: 1, PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel } });
const stepping = (configuration: object) => ({ ...TARGET, PolicyName: 'other', PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { ...STEPS, ...configuration } });
const scheduled = (changes: object) => ({ ...TARGET, ScheduledActionName: 'night', Schedule: 'rate(1 day)', ScalableTargetAction: { MinCapacity: 1 }, ...changes });
const FULL = { ...TARGET, ResourceId: 'service/shop/full' };
const NONE = { ...TARGET, ResourceId: 'service/shop/none' };

test.each<[string, string, object, string]>([
  ['a target with one bound only', 'RegisterScalableTarget', register({ MaxCapacity: undefined }), 'ValidationException'],
  ['a minimum above the maximum', 'RegisterScalableTarget', register({ MinCapacity: 5 }), 'ValidationException'],
  ['a minimum below 0', 'RegisterScalableTarget', register({ MinCapacity: -1 }), 'ValidationException'],
  ['another kind of resource', 'RegisterScalableTarget', register({ ResourceId: 'table/shop' }), 'ValidationException'],
  ['another dimension', 'RegisterScalableTarget', register({ ScalableDimension: 'ecs:service:Cpu' }), 'ValidationException'],
  ['another namespace', 'RegisterScalableTarget', register({ ServiceNamespace: 'dynamodb' }), 'ValidationException'],
  ['a service that is not there', 'RegisterScalableTarget', register({ ResourceId: 'service/shop/gone' }), 'ValidationException'],
  ['a tag of AWS', 'RegisterScalableTarget', register({ Tags: { 'aws:x': '' } }), 'ValidationException'],
  ['a target that is not there, to be deregistered', 'DeregisterScalableTarget', NONE, 'ObjectNotFoundException'],
  ['a policy of a target that is not there', 'PutScalingPolicy', { ...tracking(CPU), ...NONE }, 'ObjectNotFoundException'],
  ['a policy of a type that is none', 'PutScalingPolicy', { ...tracking(CPU), PolicyType: 'PredictiveScaling' }, 'ValidationException'],
  ['a policy of one type with the configuration of another', 'PutScalingPolicy', { ...tracking(CPU), PolicyType: 'StepScaling' }, 'ValidationException'],
  ['a policy without a configuration', 'PutScalingPolicy', { ...TARGET, PolicyName: 'other' }, 'ValidationException'],
  ['a policy without a name', 'PutScalingPolicy', { ...tracking(CPU), PolicyName: '' }, 'ValidationException'],
  ['a second policy on the same metric', 'PutScalingPolicy', tracking({ ...CPU, TargetValue: 70 }), 'ValidationException'],
  ['a target value of 0', 'PutScalingPolicy', tracking({ ...CPU, TargetValue: 0 }), 'ValidationException'],
  ['a negative cooldown', 'PutScalingPolicy', tracking({ ...CPU, ScaleInCooldown: -1 }), 'ValidationException'],
  ['no metric', 'PutScalingPolicy', tracking({ TargetValue: 1 }), 'ValidationException'],
  ['two metrics', 'PutScalingPolicy', tracking({ ...CPU, CustomizedMetricSpecification: { Namespace: 'a', MetricName: 'b', Statistic: 'Sum' } }), 'ValidationException'],
  ['a metric that is none', 'PutScalingPolicy', tracking({ TargetValue: 1, PredefinedMetricSpecification: { PredefinedMetricType: 'EC2SpotFleetRequestAverageCPUUtilization' } }), 'ValidationException'],
  ['a customized metric without a statistic', 'PutScalingPolicy', tracking({ TargetValue: 1, CustomizedMetricSpecification: { Namespace: 'a', MetricName: 'b' } }), 'ValidationException'],
  ['customized metrics of which two return data', 'PutScalingPolicy', tracking({ TargetValue: 1, CustomizedMetricSpecification: { Metrics: [{ Id: 'a', Expression: '1' }, { Id: 'b', Expression: '2' }] } }), 'ValidationException'],
  ['a customized expression that cannot be read', 'PutScalingPolicy', tracking({ TargetValue: 1, CustomizedMetricSpecification: { Metrics: [{ Id: 'a', Expression: '1 +' }] } }), 'ValidationException'],
  ['a label for the CPU', 'PutScalingPolicy', tracking({ TargetValue: 1, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization', ResourceLabel: LABEL } }), 'ValidationException'],
  ['requests per target without a label', 'PutScalingPolicy', requests(), 'ValidationException'],
  ['a label of a target group only', 'PutScalingPolicy', requests('targetgroup/catalog/0123456789abcdef'), 'ValidationException'],
  ['a label of a load balancer only', 'PutScalingPolicy', requests('app/edge/0123456789abcdef'), 'ValidationException'],
  ['a label that is an ARN', 'PutScalingPolicy', requests(`arn:aws:x:${LABEL}`), 'ValidationException'],
  ['a label of a target group that is not there', 'PutScalingPolicy', requests(LABEL.replace('catalog', 'orders')), 'ValidationException'],
  ['a label of a target group of another load balancer', 'PutScalingPolicy', requests(LABEL.replace('edge', 'other')), 'ValidationException'],
  ['steps with a gap', 'PutScalingPolicy', stepping({ StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 1 }, { MetricIntervalLowerBound: 1, ScalingAdjustment: 1 }] }), 'ValidationException'],
  ['21 steps', 'PutScalingPolicy', stepping({ StepAdjustments: Array.from({ length: 21 }, () => STEPS.StepAdjustments[0]) }), 'ValidationException'],
  ['the 51st policy', 'PutScalingPolicy', { ...stepping({}), ...FULL }, 'LimitExceededException'],
  ['a policy that is not there, to be deleted', 'DeleteScalingPolicy', { ...TARGET, PolicyName: 'none' }, 'ObjectNotFoundException'],
  ['an action of a target that is not there', 'PutScheduledAction', scheduled(NONE), 'ObjectNotFoundException'],
  ['an action without a schedule', 'PutScheduledAction', scheduled({ Schedule: undefined }), 'ValidationException'],
  ['a schedule that is none', 'PutScheduledAction', scheduled({ Schedule: 'daily' }), 'ValidationException'],
  ['a time zone that is none', 'PutScheduledAction', scheduled({ Timezone: 'Middle/Earth' }), 'ValidationException'],
  ['an action without bounds', 'PutScheduledAction', scheduled({ ScalableTargetAction: undefined }), 'ValidationException'],
  ['an action whose bounds contradict each other', 'PutScheduledAction', scheduled({ ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 1 } }), 'ValidationException'],
  ['an action with a slash in its name', 'PutScheduledAction', scheduled({ ScheduledActionName: 'a/b' }), 'ValidationException'],
  ['the 201st action', 'PutScheduledAction', scheduled(FULL), 'LimitExceededException'],
  ['an action that is not there, to be deleted', 'DeleteScheduledAction', { ...TARGET, ScheduledActionName: 'none' }, 'ObjectNotFoundException'],
  ['a page of 11 policies', 'DescribeScalingPolicies', { ServiceNamespace: 'ecs', MaxResults: 11 }, 'ValidationException'],
  ['a page of 51 targets', 'DescribeScalableTargets', { ServiceNamespace: 'ecs', MaxResults: 51 }, 'ValidationException'],
  ['a token that is none', 'DescribeScalingActivities', { ServiceNamespace: 'ecs', NextToken: 'next' }, 'InvalidNextTokenException'],
  ['tags of a resource that is not there', 'ListTagsForResource', { ResourceARN: 'arn:none' }, 'ResourceNotFoundException'],
])('%s is refused', (_what, operation, input, code) => {
  expect(() => call(operation, input)).toThrow(expect.objectContaining({ code, status: 400 }));
});
