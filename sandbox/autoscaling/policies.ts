import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Alarms } from '../cloudwatch/alarms/create-alarms.ts';
import type { TargetRegistry } from '../elbv2/target-registry.ts';
import { AwsError, type Operation } from '../wire/service.ts';
import { targetOf } from './find-target.ts';
import { limitExceeded, objectNotFound, pageOf, scalingOperation, triple, validationException } from './inputs.ts';
import { policyName, putPolicyInput, readConfiguration, type PolicyConfiguration, type TrackingConfiguration } from './policy-input.ts';
import type { AutoscalingState, ScalableTarget, ScalingPolicy } from './state.ts';
import { trackingAlarms } from './tracking-alarms.ts';

/** What policies stand on. */
export interface PolicyGround {
  readonly state: AutoscalingState;
  readonly alarms: Alarms;
  /** To look a resource label up. */
  readonly targetGroups: Pick<TargetRegistry, 'targetGroup'>;
  /** The period of the metrics of AWS's services. */
  readonly metricSeconds: number;
}

const describeInput = z.object({
  ServiceNamespace: triple.ServiceNamespace,
  PolicyNames: z.array(z.string()).optional(),
  ResourceId: triple.ResourceId.optional(),
  ScalableDimension: triple.ScalableDimension.optional(),
  MaxResults: z.number().int().min(1).max(10).default(10),
  NextToken: z.string().optional(),
});

const MAX_POLICIES = 50;

export function policyOperations(ground: PolicyGround): Readonly<Record<string, Operation>> {
  const { state } = ground;
  return {
    PutScalingPolicy: scalingOperation(putPolicyInput, (input) => {
      const configuration = readConfiguration(input);
      if (typeof configuration === 'string') throw validationException(configuration);
      const policy = putPolicy(ground, targetOf(state, input.ResourceId), input.PolicyName, configuration);
      return { PolicyARN: policy.arn, Alarms: policy.alarms };
    }),
    DescribeScalingPolicies: scalingOperation(describeInput, ({ PolicyNames, ResourceId, MaxResults, NextToken }) => {
      const all = [...state.targets.values()].flatMap((target) => [...target.policies.values()].map((policy) => ({ target, policy })));
      const asked = all.filter(({ target, policy }) => (ResourceId === undefined || target.resourceId === ResourceId) && (PolicyNames?.includes(policy.name) ?? true));
      const cut = pageOf(asked, ({ target, policy }) => `${target.resourceId} ${policy.name}`, MaxResults, NextToken);
      return { ScalingPolicies: cut.items.map((each) => show(each, ground.alarms)), NextToken: cut.next };
    }),
    DeleteScalingPolicy: scalingOperation(z.object({ ...triple, PolicyName: policyName }), ({ ResourceId, PolicyName }) => {
      const target = state.targets.get(ResourceId);
      if (!target?.policies.has(PolicyName)) throw objectNotFound(`No scaling policy found for service namespace: ecs, resource ID: ${ResourceId}, scalable dimension: ecs:service:DesiredCount, policy name: ${PolicyName}`);
      removePolicy(ground.alarms, target, PolicyName);
      return {};
    }),
  };
}

/** Takes a policy away with the alarms that were made for it. */
export function removePolicy(alarms: Alarms, target: ScalableTarget, name: string): void {
  for (const { AlarmName } of target.policies.get(name)?.alarms ?? []) alarms.remove(AlarmName);
  target.policies.delete(name);
}

/** Upsert by name. The names of the alarms of a policy that is there stay. */
function putPolicy(ground: PolicyGround, target: ScalableTarget, name: string, configuration: PolicyConfiguration): ScalingPolicy {
  const { state } = ground;
  const existing = target.policies.get(name);
  if (!existing && target.policies.size >= MAX_POLICIES) throw limitExceeded(`A scalable target can have at most ${MAX_POLICIES} scaling policies.`);
  const arn = existing?.arn ?? state.arn('autoscaling', `scalingPolicy:${randomUUID()}:resource/ecs/${target.resourceId}:policyName/${name}`);
  if (configuration.kind === 'tracking') requireFitting(ground, target, name, configuration.tracking);
  const alarms = configuration.kind === 'tracking' ? putAlarms(ground, target, arn, configuration.tracking, existing) : [];
  for (const { AlarmName } of existing?.alarms ?? []) if (!alarms.some((kept) => kept.AlarmName === AlarmName)) ground.alarms.remove(AlarmName);
  const policy: ScalingPolicy = { name, arn, createdAt: existing?.createdAt ?? new Date(state.now()), configuration, alarms };
  target.policies.set(name, policy);
  return policy;
}

function putAlarms({ alarms, metricSeconds }: PolicyGround, { resourceId }: ScalableTarget, policyArn: string, configuration: TrackingConfiguration, existing: ScalingPolicy | undefined): ScalingPolicy['alarms'] {
  const { high, low } = trackingAlarms(configuration, resourceId, metricSeconds);
  return [{ side: 'High', settings: high }, { side: 'Low', settings: low }].flatMap(({ side, settings }) => {
    if (settings === undefined) return [];
    const before = existing?.alarms.find(({ AlarmName }) => AlarmName.includes(`-Alarm${side}-`));
    const AlarmName = before?.AlarmName ?? `TargetTracking-${resourceId}-Alarm${side}-${randomUUID()}`;
    return [{ AlarmName, AlarmARN: putAlarm(alarms, { ...settings, AlarmName, AlarmActions: [policyArn] }) }];
  });
}

/** What CloudWatch refuses (an expression that cannot be read) is refused in the words of this service. */
function putAlarm(alarms: Alarms, input: Parameters<Alarms['put']>[0]): string {
  try {
    return alarms.put(input);
  } catch (error) {
    throw error instanceof AwsError ? validationException(error.message) : error;
  }
}

/** A service's metric is tracked by one policy, and a resource label names a target group that is there and hangs on no other load balancer. */
function requireFitting({ state, targetGroups }: PolicyGround, target: ScalableTarget, name: string, configuration: TrackingConfiguration): void {
  const metricOf = ({ PredefinedMetricSpecification, CustomizedMetricSpecification }: TrackingConfiguration) => JSON.stringify([PredefinedMetricSpecification, CustomizedMetricSpecification]);
  const others = [...target.policies.values()].filter((policy) => policy.name !== name).map((policy) => policy.configuration);
  if (others.some((other) => other.kind === 'tracking' && metricOf(other.tracking) === metricOf(configuration))) throw validationException('Only one TargetTrackingScaling policy for a given metric specification is allowed.');
  const label = configuration.PredefinedMetricSpecification?.ResourceLabel;
  if (label === undefined) return;
  const [balancer = '', group = ''] = label.split('/targetgroup/');
  const found = targetGroups.targetGroup(state.arn('elasticloadbalancing', `targetgroup/${group}`));
  if (!found) throw validationException(`The ResourceLabel names a target group that is not there: ${label}`);
  const isElsewhere = found.loadBalancerArns.length > 0 && !found.loadBalancerArns.includes(state.arn('elasticloadbalancing', `loadbalancer/${balancer}`));
  if (isElsewhere) throw validationException(`The target group of the ResourceLabel hangs on another load balancer: ${label}`);
}

function show({ target, policy: { name, arn, createdAt, configuration, alarms: own } }: { readonly target: ScalableTarget; readonly policy: ScalingPolicy }, alarms: Alarms): Record<string, unknown> {
  const using = [...alarms.all.values()].filter(({ settings }) => settings.AlarmActions?.includes(arn));
  return {
    PolicyARN: arn,
    PolicyName: name,
    ServiceNamespace: 'ecs',
    ResourceId: target.resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    ...(configuration.kind === 'tracking'
      ? { PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: configuration.tracking, Alarms: own }
      : { PolicyType: 'StepScaling', StepScalingPolicyConfiguration: configuration.steps, Alarms: using.map((alarm) => ({ AlarmName: alarm.name, AlarmARN: alarm.arn })) }),
    CreationTime: createdAt,
  };
}
