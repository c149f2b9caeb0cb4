import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  paginateDescribeScalingPolicies,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ApplicationAutoScalingClient,
  type ScalingPolicy,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Scale } from '../../../domain/candidate.ts';
import type { Config } from '../../../domain/config.ts';
import { BanyanError } from '../../../domain/errors.ts';
import type { Autoscaling } from '../../ports/autoscaling.ts';
import { loadBalancerLabel, targetGroupLabel } from './arns.ts';
import { unlessAws } from './aws-errors.ts';
import { createLegacyFloor } from './legacy-floor.ts';
import { findTargetGroup } from './target-groups.ts';

/** Banyan's two policies. Others that people made for the service are left alone. */
const CPU_POLICY = 'banyan-cpu';
const REQUESTS_POLICY = 'banyan-requests';
const POLICIES: readonly string[] = [CPU_POLICY, REQUESTS_POLICY];

interface Parts {
  readonly scaling: ApplicationAutoScalingClient;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly config: Config;
}

/** {@link Autoscaling} on Application Auto Scaling: target tracking of the service's CPU and of its share of the load balancer's requests. */
export function createAutoscaling({ scaling, ecs, elb, config }: Parts): Autoscaling {
  const keyOf = (service: string) =>
    ({ ServiceNamespace: 'ecs', ResourceId: `service/${config.aws.cluster}/${service}`, ScalableDimension: 'ecs:service:DesiredCount' }) as const;

  const bounds = async (service: string): Promise<Pick<Scale, 'min' | 'max'> | undefined> => {
    const { ResourceId, ...dimension } = keyOf(service);
    const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ...dimension, ResourceIds: [ResourceId] }));
    const found = ScalableTargets?.[0];
    return found && { min: found.MinCapacity ?? 0, max: found.MaxCapacity ?? 0 };
  };

  const policies = async (service: string): Promise<ReadonlyMap<string, TargetTrackingScalingPolicyConfiguration>> => {
    const found: ScalingPolicy[] = [];
    for await (const page of paginateDescribeScalingPolicies({ client: scaling }, keyOf(service))) found.push(...(page.ScalingPolicies ?? []));
    const own = found.filter(({ PolicyName }) => POLICIES.includes(PolicyName ?? ''));
    return new Map(own.map(({ PolicyName, TargetTrackingScalingPolicyConfiguration: configuration }) => [PolicyName ?? '', configuration ?? { TargetValue: 0 }]));
  };

  const label = async (targetGroup: string): Promise<string> => {
    const found = await findTargetGroup(elb, targetGroup);
    if (!found) throw new BanyanError('NOT_CONVERGED', `Scaling by requests needs the target group "${targetGroup}", which is not there.`);
    return `${loadBalancerLabel(config.aws.listener)}/${targetGroupLabel(found.TargetGroupArn)}`;
  };

  return {
    ...createLegacyFloor({ scaling, ecs, config }),
    async observe(service) {
      const [found, own] = await Promise.all([bounds(service), policies(service)]);
      const [cpuPercent, requestsPerTarget] = [own.get(CPU_POLICY)?.TargetValue, own.get(REQUESTS_POLICY)?.TargetValue];
      return found && { ...found, ...(cpuPercent === undefined ? {} : { cpuPercent }), ...(requestsPerTarget === undefined ? {} : { requestsPerTarget }) };
    },
    async ensure({ service, scale, targetGroup }) {
      const wanted = await policiesFor(scale, () => label(targetGroup));
      const [found, own] = await Promise.all([bounds(service), policies(service)]);
      if (found?.min !== scale.min || found.max !== scale.max) {
        await scaling.send(new RegisterScalableTargetCommand({ ...keyOf(service), MinCapacity: scale.min, MaxCapacity: scale.max }));
      }
      for (const [PolicyName, configuration] of wanted) {
        if (samePolicy(own.get(PolicyName), configuration)) continue;
        await scaling.send(new PutScalingPolicyCommand({ ...keyOf(service), PolicyName, PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: configuration }));
      }
      for (const PolicyName of own.keys()) {
        if (!wanted.has(PolicyName)) await unlessAws(['ObjectNotFound'], scaling.send(new DeleteScalingPolicyCommand({ ...keyOf(service), PolicyName })));
      }
    },
    async remove(service) {
      // Its policies, and their alarms, go with it.
      if (await bounds(service)) await unlessAws(['ObjectNotFound'], scaling.send(new DeregisterScalableTargetCommand(keyOf(service))));
    },
  };
}

async function policiesFor({ cpuPercent, requestsPerTarget }: Scale, label: () => Promise<string>): Promise<ReadonlyMap<string, TargetTrackingScalingPolicyConfiguration>> {
  const wanted = new Map<string, TargetTrackingScalingPolicyConfiguration>();
  if (cpuPercent !== undefined) wanted.set(CPU_POLICY, { TargetValue: cpuPercent, PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } });
  if (requestsPerTarget !== undefined) {
    const PredefinedMetricSpecification = { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: await label() } as const;
    wanted.set(REQUESTS_POLICY, { TargetValue: requestsPerTarget, PredefinedMetricSpecification });
  }
  return wanted;
}

function samePolicy(a: TargetTrackingScalingPolicyConfiguration | undefined, b: TargetTrackingScalingPolicyConfiguration): boolean {
  return a?.TargetValue === b.TargetValue && a?.PredefinedMetricSpecification?.ResourceLabel === b.PredefinedMetricSpecification?.ResourceLabel;
}
