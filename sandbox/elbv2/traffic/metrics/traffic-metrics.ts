import type { MetricSink } from '../../../cloudwatch/metric-sink.ts';
import { loadBalancerDimension, targetGroupDimension } from '../../arns.ts';

type Dimensions = Readonly<Record<string, string>>;

/** The metrics of one load balancer, each under exactly the dimension sets that AWS publishes it under. */
export interface TrafficMetrics {
  /** A target was chosen for a request. */
  routed(targetGroupArn: string, targets: number): void;
  /** A target answered; `seconds` from the request leaving to the first headers. */
  answered(targetGroupArn: string, status: number, seconds: number): void;
  /** Something happened on the way to a target of this group. */
  ofGroup(targetGroupArn: string, metric: 'TargetConnectionErrorCount' | 'TargetTLSNegotiationErrorCount' | 'UnhealthyRoutingRequestCount'): void;
  /** The load balancer answered itself, of its own accord or as a rule told it. Such answers have no target group. */
  ownAnswer(status: number): void;
  /** Something happened on the load balancer, whatever the target group. */
  ofBalancer(metric: BalancerMetric, value?: number): void;
  /** Counts towards a metric that is published with the next {@link TrafficMetrics.publish}. */
  add(metric: 'ProcessedBytes' | 'RuleEvaluations', value: number): void;
  /** Reported again and again while targets are checked. */
  hosts(targetGroupArn: string, hosts: { readonly healthy: number; readonly unhealthy: number; readonly routable: boolean; readonly resolvable: boolean }): void;
  publish(): void;
}

export type BalancerMetric =
  | 'ActiveConnectionCount'
  | 'ClientTLSNegotiationErrorCount'
  | 'DesyncMitigationMode_NonCompliant_Request_Count'
  | 'DroppedInvalidHeaderRequestCount'
  | 'ForwardedInvalidHeaderRequestCount'
  | 'GrpcRequestCount'
  | 'HTTP_Fixed_Response_Count'
  | 'HTTP_Redirect_Count'
  | 'HTTP_Redirect_Url_Limit_Exceeded_Count'
  | 'NewConnectionCount'
  | 'NonStickyRequestCount'
  | 'RejectedConnectionCount';

const NAMESPACE = 'AWS/ApplicationELB';

export function createTrafficMetrics(sink: MetricSink, loadBalancerArn: string, zone: string): TrafficMetrics {
  const LoadBalancer = loadBalancerDimension(loadBalancerArn);
  // The sink finds the series of frozen dimensions without building a key.
  const frozen = (sets: readonly Dimensions[]): readonly Dimensions[] => sets.map((each) => Object.freeze(each));
  const balancer = frozen([{ LoadBalancer }, { AvailabilityZone: zone, LoadBalancer }]);
  const groups = new Map<string, ReturnType<typeof setsOf>>();
  const sums = { ProcessedBytes: 0, RuleEvaluations: 0 };

  const setsOf = (arn: string) => {
    const TargetGroup = targetGroupDimension(arn);
    const own = frozen([{ LoadBalancer, TargetGroup }, { AvailabilityZone: zone, LoadBalancer, TargetGroup }]);
    return { own, both: [...balancer, ...own], perTarget: [...frozen([{ TargetGroup }, { AvailabilityZone: zone, TargetGroup }]), ...own.slice(0, 1)] };
  };

  const dimensionsOf = (arn: string): ReturnType<typeof setsOf> => {
    let found = groups.get(arn);
    if (!found) groups.set(arn, (found = setsOf(arn)));
    return found;
  };

  const put = (metric: string, sets: readonly Dimensions[], value: number): void => {
    for (const dimensions of sets) sink.put(NAMESPACE, metric, dimensions, value);
  };

  return {
    routed(arn, targets) {
      const { both, perTarget } = dimensionsOf(arn);
      put('RequestCount', both, 1);
      put('RequestCountPerTarget', perTarget, 1 / targets);
    },
    answered(arn, status, seconds) {
      const { both } = dimensionsOf(arn);
      put('TargetResponseTime', both, seconds);
      if (status >= 200 && status < 600) put(`HTTPCode_Target_${Math.floor(status / 100)}XX_Count`, both, 1);
    },
    ofGroup: (arn, metric) => put(metric, dimensionsOf(arn).both, 1),
    ownAnswer(status) {
      if (status < 300) return;
      put(`HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`, balancer, 1);
      if ([500, 502, 503, 504].includes(status)) put(`HTTPCode_ELB_${status}_Count`, balancer, 1);
    },
    ofBalancer: (metric, value = 1) => put(metric, balancer, value),
    add(metric, value) {
      sums[metric] += value;
    },
    hosts(arn, { healthy, unhealthy, routable, resolvable }) {
      const { own } = dimensionsOf(arn);
      put('HealthyHostCount', own, healthy);
      put('UnHealthyHostCount', own, unhealthy);
      put('HealthyStateRouting', own, routable ? 1 : 0);
      put('UnhealthyStateRouting', own, routable ? 0 : 1);
      put('HealthyStateDNS', own, resolvable ? 1 : 0);
      put('UnhealthyStateDNS', own, resolvable ? 0 : 1);
    },
    publish() {
      if (sums.ProcessedBytes > 0) put('ProcessedBytes', balancer, sums.ProcessedBytes);
      if (sums.RuleEvaluations > 0) put('RuleEvaluations', balancer.slice(0, 1), sums.RuleEvaluations);
      sums.ProcessedBytes = 0;
      sums.RuleEvaluations = 0;
    },
  };
}
