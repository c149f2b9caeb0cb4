import type { TargetGroup as WireTargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheck, TargetGroup } from '../model.ts';
import { loadBalancersUsing, type Store } from '../store.ts';

export function showTargetGroup(store: Store, { arn, name, reach, healthCheck }: TargetGroup): WireTargetGroup {
  const common = {
    TargetGroupArn: arn,
    TargetGroupName: name,
    TargetType: reach.type,
    IpAddressType: 'ipv4',
    LoadBalancerArns: [...loadBalancersUsing(store, arn)],
    ...showTimes(healthCheck),
  } satisfies WireTargetGroup;
  if (reach.type === 'lambda') return { ...common, Matcher: { HttpCode: healthCheck.matcher } };
  return {
    ...common,
    Protocol: reach.protocol,
    ProtocolVersion: reach.version,
    Port: reach.port,
    VpcId: reach.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    Matcher: reach.version === 'GRPC' ? { GrpcCode: healthCheck.matcher } : { HttpCode: healthCheck.matcher },
  };
}

function showTimes(check: HealthCheck) {
  return {
    HealthCheckEnabled: check.enabled,
    HealthCheckPath: check.path,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
  };
}
