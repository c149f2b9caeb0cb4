import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { objectNotFound, pageOf, scalingOperation, triple, validationException } from './inputs.ts';
import { targetOf } from './scalable-targets.ts';
import type { AutoscalingState, ScalableTarget, ScalingPolicy } from './state.ts';

const seconds = z.number().int().min(0).optional();
const policyName = z.string().min(1).max(256).regex(/^\P{C}+$/u);

const configuration = z.object({
  TargetValue: z.number().positive(),
  PredefinedMetricSpecification: z
    .object({
      PredefinedMetricType: z.enum(['ECSServiceAverageCPUUtilization', 'ECSServiceAverageMemoryUtilization', 'ALBRequestCountPerTarget']),
      ResourceLabel: z.string().max(1023).optional(),
    })
    .optional(),
  CustomizedMetricSpecification: z.looseObject({}).optional(),
  ScaleInCooldown: seconds,
  ScaleOutCooldown: seconds,
  DisableScaleIn: z.boolean().default(false),
});

export type PolicyConfiguration = z.output<typeof configuration>;

const putInput = z.object({
  ...triple,
  PolicyName: policyName,
  PolicyType: z.literal('TargetTrackingScaling', { error: 'the sandbox has target tracking only' }),
  TargetTrackingScalingPolicyConfiguration: configuration,
});

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  PolicyNames: z.array(z.string()).optional(),
  ResourceId: z.string().optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(10).default(10),
  NextToken: z.string().optional(),
});

export function policyOperations(state: AutoscalingState): Readonly<Record<string, Operation>> {
  return {
    PutScalingPolicy: scalingOperation(putInput, ({ ResourceId, PolicyName, TargetTrackingScalingPolicyConfiguration }) => {
      const fault = configurationFault(TargetTrackingScalingPolicyConfiguration);
      if (fault !== undefined) throw validationException(fault);
      const target = targetOf(state, ResourceId);
      const policy = putPolicy(state, target, PolicyName, TargetTrackingScalingPolicyConfiguration);
      return { PolicyARN: policy.arn, Alarms: policy.alarms };
    }),
    DescribeScalingPolicies: scalingOperation(describeInput, ({ PolicyNames, ResourceId, MaxResults, NextToken }) => {
      const all = [...state.targets.values()].flatMap((target) => [...target.policies.values()].map((policy) => ({ target, policy })));
      const asked = all.filter(({ target, policy }) => (ResourceId === undefined || target.resourceId === ResourceId) && (PolicyNames?.includes(policy.name) ?? true));
      const cut = pageOf(asked, ({ target, policy }) => `${target.resourceId} ${policy.name}`, MaxResults, NextToken);
      return { ScalingPolicies: cut.items.map(policyOutput), NextToken: cut.next };
    }),
    DeleteScalingPolicy: scalingOperation(z.object({ ...triple, PolicyName: policyName }), ({ ResourceId, PolicyName }) => {
      const isThere = state.targets.get(ResourceId)?.policies.delete(PolicyName) ?? false;
      if (!isThere) throw objectNotFound(`No scaling policy found for service namespace: ecs, resource ID: ${ResourceId}, scalable dimension: ecs:service:DesiredCount, policy name: ${PolicyName}`);
      return {};
    }),
  };
}

/** What names a load balancer and a target group of it: the last parts of their ARNs. */
const RESOURCE_LABEL = /^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}\/targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/;

function configurationFault({ PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized }: PolicyConfiguration): string | undefined {
  if ((predefined === undefined) === (customized === undefined)) return 'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification is needed.';
  if (predefined === undefined) return undefined;
  const { PredefinedMetricType, ResourceLabel } = predefined;
  if (PredefinedMetricType !== 'ALBRequestCountPerTarget') return ResourceLabel === undefined ? undefined : `ResourceLabel is not for the metric ${PredefinedMetricType}.`;
  if (ResourceLabel === undefined) return 'The metric ALBRequestCountPerTarget needs a ResourceLabel.';
  if (!RESOURCE_LABEL.test(ResourceLabel)) return `The ResourceLabel must have the form app/<load balancer name>/<id>/targetgroup/<target group name>/<id>: ${ResourceLabel}`;
}

/** Upsert by name. The alarms of a policy that is there stay. */
function putPolicy(state: AutoscalingState, target: ScalableTarget, name: string, configuration: PolicyConfiguration): ScalingPolicy {
  const existing = target.policies.get(name);
  const alarms = (['High', 'Low'] as const).filter((side) => side === 'High' || !configuration.DisableScaleIn).map((side) => alarm(state, target, side));
  const policy: ScalingPolicy = {
    name,
    arn: existing?.arn ?? state.arn('autoscaling', `scalingPolicy:${randomUUID()}:resource/ecs/${target.resourceId}:policyName/${name}`),
    createdAt: existing?.createdAt ?? new Date(state.now()),
    configuration,
    alarms: existing?.alarms.length === alarms.length ? existing.alarms : alarms,
  };
  target.policies.set(name, policy);
  return policy;
}

function alarm(state: AutoscalingState, { resourceId }: ScalableTarget, side: 'High' | 'Low'): ScalingPolicy['alarms'][number] {
  const AlarmName = `TargetTracking-${resourceId}-Alarm${side}-${randomUUID()}`;
  return { AlarmName, AlarmARN: state.arn('cloudwatch', `alarm:${AlarmName}`) };
}

function policyOutput({ target, policy }: { readonly target: ScalableTarget; readonly policy: ScalingPolicy }): Record<string, unknown> {
  return {
    PolicyARN: policy.arn,
    PolicyName: policy.name,
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: policy.configuration,
    Alarms: policy.alarms,
    CreationTime: policy.createdAt,
  };
}
