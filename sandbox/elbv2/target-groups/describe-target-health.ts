import type { DescribeTargetHealthInput, DescribeTargetHealthOutput, TargetHealth as WireTargetHealth, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from '../control.ts';
import type { TargetGroup } from '../model.ts';
import { find, oneOf } from '../refusals.ts';
import type { TargetHealth } from '../targets/target-health.ts';
import type { TargetAddress, TargetPool } from '../targets/target-pool.ts';
import { readTarget } from './read-target.ts';

/** Of all targets, those that drain among them; or of those asked for, whether they are registered or not. No target of the sandbox is ever an anomaly. */
export function describeTargetHealth({ store, plane }: Control, { TargetGroupArn = '', Targets, Include = [] }: DescribeTargetHealthInput): DescribeTargetHealthOutput {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  for (const what of Include) oneOf('include', what, ['AnomalyDetection', 'All']);
  const pool = plane.pool(group.arn);
  const addresses = Targets?.length ? Targets.map((target) => readTarget(target, group)) : [...(pool?.targets.values() ?? [])];
  return {
    TargetHealthDescriptions: addresses.map((address) => ({
      ...describe(address, pool, group),
      ...(Include.length > 0 ? { AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' } as const } : {}),
    })),
  };
}

function describe({ id, port }: TargetAddress, pool: TargetPool | undefined, { healthCheck }: TargetGroup): TargetHealthDescription {
  const target = pool?.targets.get(`${id}:${port}`);
  return {
    Target: { Id: id, Port: port, AvailabilityZone: 'all' },
    HealthCheckPort: healthCheck.port === 'traffic-port' ? String(port) : healthCheck.port,
    TargetHealth: target ? showHealth(target.health) : { State: 'unused', Reason: 'Target.NotRegistered', Description: 'Target is not registered to the target group' },
  };
}

function showHealth(health: TargetHealth): WireTargetHealth {
  switch (health.state) {
    case 'healthy':
      return { State: 'healthy' };
    case 'unused':
      return { State: 'unused', Reason: 'Target.NotInUse', Description: 'Target group is not configured to receive traffic from the load balancer' };
    case 'initial':
      return { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' };
    case 'unhealthy':
      return { State: 'unhealthy', Reason: health.failure.reason, Description: health.failure.description };
    case 'unavailable':
      return { State: 'unavailable', Reason: 'Target.HealthCheckDisabled', Description: 'Health checks are not enabled for this target' };
    case 'draining':
      return { State: 'draining', Reason: 'Target.DeregistrationInProgress', Description: 'Target deregistration is in progress' };
  }
}
