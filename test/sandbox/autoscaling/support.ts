import { createAutoscaling, type AutoscalingOptions } from '../../../sandbox/autoscaling/autoscaling.ts';
import { createCloudwatch } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import type { ScalableService } from '../../../sandbox/ecs/scalable-services.ts';
import { startAwsClients } from '../support/aws-clients.ts';

const LB = 'app/edge/0123456789abcdef';
const TG = 'targetgroup/catalog/0123456789abcdef';
export const LABEL = `${LB}/${TG}`;
export const TARGET = { ServiceNamespace: 'ecs', ResourceId: 'service/shop/catalog', ScalableDimension: 'ecs:service:DesiredCount' } as const;
/** On the minute. */
export const START = 1_800_000_000_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Application Auto Scaling on a real CloudWatch, with the clock and a service `shop/catalog` in the test's hand. */
export async function startAutoscaling(options: Partial<AutoscalingOptions> = {}) {
  const clock = { now: START };
  const now = () => clock.now;
  const service: Mutable<ScalableService> = { desired: 2, running: 2, isDeploying: false };
  const asked: { readonly desired: number; readonly by: string }[] = [];
  const account = { region: 'us-east-1', account: '000000000000', now };
  const cloudwatch = createCloudwatch({ ...account, periodSeconds: 60 });
  const parts: AutoscalingOptions = {
    ...account,
    services: {
      scalable: (cluster, name) => (cluster === 'shop' && name !== 'gone' ? service : undefined),
      setDesired: (_cluster, _name, desired, by) => {
        asked.push({ desired, by });
        service.desired = desired;
      },
    },
    alarms: cloudwatch.alarms,
    targetGroups: { targetGroup: (arn) => (arn.endsWith(TG) ? { name: 'catalog', targetType: 'ip', loadBalancerArns: [`arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/${LB}`], deregistrationDelayMs: 0 } : undefined) },
    metricPeriodSeconds: 60,
    timeScale: 1,
    ...options,
  };
  const autoscaling = createAutoscaling(parts);
  const clients = await startAwsClients({ 'application-autoscaling': autoscaling.service });
  return {
    client: clients.autoscaling,
    close: clients.close,
    autoscaling,
    cloudwatch,
    service,
    asked,
    clock,
    parts,
    /** Lets minutes pass, with these values of a metric (the CPU's unless another is named) in each. */
    pass: (minutes: number, value?: number, metric: 'CPUUtilization' | 'MemoryUtilization' | 'RequestCountPerTarget' = 'CPUUtilization'): void => {
      const [LoadBalancer, TargetGroup] = [LB, TG];
      for (let i = 0; i < minutes; i += 1) {
        if (value !== undefined && metric === 'RequestCountPerTarget') cloudwatch.metrics.put('AWS/ApplicationELB', metric, { LoadBalancer, TargetGroup }, value);
        if (value !== undefined && metric !== 'RequestCountPerTarget') cloudwatch.metrics.put('AWS/ECS', metric, { ClusterName: 'shop', ServiceName: 'catalog' }, value);
        clock.now += 60_000;
        cloudwatch.alarms.evaluate();
        autoscaling.tick();
      }
    },
  };
}

export type AutoscalingFixture = Awaited<ReturnType<typeof startAutoscaling>>;
