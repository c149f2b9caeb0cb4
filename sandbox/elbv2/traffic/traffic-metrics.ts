import type { MetricSink } from '../../cloudwatch/metric-sink.ts';
import { loadBalancerDimension, targetGroupDimension } from '../arns.ts';

type Dimensions = Readonly<Record<string, string>>;

/** The metrics of one load balancer, each under exactly the dimension sets that AWS publishes it under. */
export interface TrafficMetrics {
  /** A target was chosen for a request. */
  chosen(targetGroupArn: string, targets: number): void;
  /** A target answered; `seconds` from the request leaving to the first headers. */
  answered(targetGroupArn: string, status: number, seconds: number): void;
  connectionFailed(targetGroupArn: string): void;
  /** The load balancer answered itself. Such answers have no target group. */
  ownAnswer(status: number): void;
  redirected(): void;
  fixedResponse(): void;
  /** Reported again and again while targets are checked. */
  hosts(targetGroupArn: string, healthy: number, unhealthy: number): void;
}

const NAMESPACE = 'AWS/ApplicationELB';

export function createTrafficMetrics(sink: MetricSink, loadBalancerArn: string, zone: string): TrafficMetrics {
  const LoadBalancer = loadBalancerDimension(loadBalancerArn);
  const balancer: readonly Dimensions[] = [{ LoadBalancer }, { AvailabilityZone: zone, LoadBalancer }].map((each) => Object.freeze(each));
  const groups = new Map<string, { readonly own: readonly Dimensions[]; readonly both: readonly Dimensions[]; readonly perTarget: readonly Dimensions[] }>();

  const dimensionsOf = (arn: string): { readonly own: readonly Dimensions[]; readonly both: readonly Dimensions[]; readonly perTarget: readonly Dimensions[] } => {
    let found = groups.get(arn);
    if (!found) {
      const TargetGroup = targetGroupDimension(arn);
      const own = [{ LoadBalancer, TargetGroup }, { AvailabilityZone: zone, LoadBalancer, TargetGroup }].map((each) => Object.freeze(each));
      const perTarget = [{ TargetGroup }, { AvailabilityZone: zone, TargetGroup }, { LoadBalancer, TargetGroup }].map((each) => Object.freeze(each));
      groups.set(arn, (found = { own, both: [...balancer, ...own], perTarget }));
    }
    return found;
  };

  const put = (metric: string, sets: readonly Dimensions[], value: number): void => {
    for (const dimensions of sets) sink.put(NAMESPACE, metric, dimensions, value);
  };

  return {
    chosen(arn, targets) {
      const { both, perTarget } = dimensionsOf(arn);
      put('RequestCount', both, 1);
      put('RequestCountPerTarget', perTarget, 1 / targets);
    },
    answered(arn, status, seconds) {
      const { both } = dimensionsOf(arn);
      put('TargetResponseTime', both, seconds);
      if (status >= 200 && status < 600) put(`HTTPCode_Target_${Math.floor(status / 100)}XX_Count`, both, 1);
    },
    connectionFailed(arn) {
      put('TargetConnectionErrorCount', dimensionsOf(arn).both, 1);
    },
    ownAnswer(status) {
      if (status < 300) return;
      put(`HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`, balancer, 1);
      if ([500, 502, 503, 504].includes(status)) put(`HTTPCode_ELB_${status}_Count`, balancer, 1);
    },
    redirected() {
      put('HTTP_Redirect_Count', balancer, 1);
    },
    fixedResponse() {
      put('HTTP_Fixed_Response_Count', balancer, 1);
    },
    hosts(arn, healthy, unhealthy) {
      const { own } = dimensionsOf(arn);
      put('HealthyHostCount', own, healthy);
      put('UnHealthyHostCount', own, unhealthy);
    },
  };
}
