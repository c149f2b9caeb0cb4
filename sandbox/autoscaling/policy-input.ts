import { z } from 'zod';
import { seconds, triple } from './inputs.ts';
import { stepConfiguration, stepsFault, type StepConfiguration } from './step-adjustment.ts';

export const policyName = z.string().min(1).max(256).regex(/^\P{C}+$/u);

const dimensions = z.array(z.object({ Name: z.string().min(1), Value: z.string().min(1) })).optional();
const customized = z.object({
  MetricName: z.string().min(1).optional(),
  Namespace: z.string().min(1).optional(),
  Dimensions: dimensions,
  Statistic: z.enum(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum']).optional(),
  Unit: z.string().optional(),
  Metrics: z
    .array(
      z.object({
        Id: z.string().min(1).max(255),
        Expression: z.string().min(1).max(2048).optional(),
        Label: z.string().optional(),
        MetricStat: z.object({ Metric: z.object({ MetricName: z.string().optional(), Namespace: z.string().optional(), Dimensions: dimensions }), Stat: z.string(), Unit: z.string().optional() }).optional(),
        ReturnData: z.boolean().optional(),
      }),
    )
    .optional(),
});

const tracking = z.object({
  TargetValue: z.number().positive('must be greater than 0'),
  PredefinedMetricSpecification: z
    .object({
      PredefinedMetricType: z.enum(['ECSServiceAverageCPUUtilization', 'ECSServiceAverageMemoryUtilization', 'ALBRequestCountPerTarget']),
      ResourceLabel: z.string().min(1).max(1023).optional(),
    })
    .optional(),
  CustomizedMetricSpecification: customized.optional(),
  ScaleInCooldown: seconds,
  ScaleOutCooldown: seconds,
  DisableScaleIn: z.boolean().default(false),
});

export type TrackingConfiguration = z.output<typeof tracking>;
export type CustomizedMetric = z.output<typeof customized>;
export type PolicyConfiguration = { readonly kind: 'tracking'; readonly tracking: TrackingConfiguration } | { readonly kind: 'step'; readonly steps: StepConfiguration };

export const putPolicyInput = z.object({
  ...triple,
  PolicyName: policyName,
  PolicyType: z.enum(['TargetTrackingScaling', 'StepScaling'], { error: 'the sandbox has TargetTrackingScaling and StepScaling' }).optional(),
  TargetTrackingScalingPolicyConfiguration: tracking.optional(),
  StepScalingPolicyConfiguration: stepConfiguration.optional(),
});

/** What the request configures, or what is wrong with it, in words. Without a type a policy is a step policy. */
export function readConfiguration(input: z.output<typeof putPolicyInput>): PolicyConfiguration | string {
  const { PolicyType = 'StepScaling', TargetTrackingScalingPolicyConfiguration: asTracking, StepScalingPolicyConfiguration: asSteps } = input;
  if (PolicyType === 'StepScaling') {
    if (asSteps === undefined || asTracking !== undefined) return 'A policy of type StepScaling needs a StepScalingPolicyConfiguration and no other.';
    return stepsFault(asSteps) ?? { kind: 'step', steps: asSteps };
  }
  if (asTracking === undefined || asSteps !== undefined) return 'A policy of type TargetTrackingScaling needs a TargetTrackingScalingPolicyConfiguration and no other.';
  return trackingFault(asTracking) ?? { kind: 'tracking', tracking: asTracking };
}

/** What names a load balancer and a target group of it: the last parts of their ARNs. */
const RESOURCE_LABEL = /^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}\/targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/;

function trackingFault({ PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: custom }: TrackingConfiguration): string | undefined {
  if ((predefined === undefined) === (custom === undefined)) return 'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification is needed.';
  if (custom !== undefined) return customFault(custom);
  if (predefined === undefined) return undefined;
  const { PredefinedMetricType, ResourceLabel } = predefined;
  if (PredefinedMetricType !== 'ALBRequestCountPerTarget') return ResourceLabel === undefined ? undefined : `ResourceLabel is not for the metric ${PredefinedMetricType}.`;
  if (ResourceLabel === undefined) return 'The metric ALBRequestCountPerTarget needs a ResourceLabel.';
  if (!RESOURCE_LABEL.test(ResourceLabel)) return `The ResourceLabel must have the form app/<load balancer name>/<id>/targetgroup/<target group name>/<id>: ${ResourceLabel}`;
}

function customFault({ Metrics, MetricName, Namespace, Statistic }: CustomizedMetric): string | undefined {
  if (Metrics === undefined) return [MetricName, Namespace, Statistic].includes(undefined) ? 'A customized metric needs MetricName, Namespace and Statistic, or Metrics.' : undefined;
  if ([MetricName, Namespace, Statistic].some((given) => given !== undefined)) return 'MetricName, Namespace and Statistic must not be given where Metrics is.';
  return Metrics.filter(({ ReturnData = true }) => ReturnData).length === 1 ? undefined : 'Exactly one of the Metrics must return data.';
}
