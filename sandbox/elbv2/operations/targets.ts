import { isIPv4 } from 'node:net';
import type {
  DeregisterTargetsInput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  RegisterTargetsInput,
  TargetDescription,
  TargetHealth as WireTargetHealth,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { TargetGroup } from '../model.ts';
import { find, inRange } from '../refusals.ts';
import type { TargetHealth } from '../targets/target-health.ts';
import type { TargetAddress, TargetPool } from '../targets/target-pool.ts';

const MAX_TARGETS = 1_000;

export function registerTargets({ store, plane }: Control, { TargetGroupArn = '', Targets = [] }: RegisterTargetsInput): object {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  const pool = plane.pool(group.arn) as TargetPool;
  const addresses = Targets.map((target) => readAddress(target, group));
  const after = new Set([...pool.targets.keys(), ...addresses.map(({ id, port }) => `${id}:${port}`)]);
  if (after.size > MAX_TARGETS) throw new AwsError('TooManyTargets', 'You have reached the maximum number of targets in the target group');
  for (const address of addresses) pool.register(address);
  return {};
}

/** Targets that are not registered are fine. */
export function deregisterTargets({ store, plane }: Control, { TargetGroupArn = '', Targets = [] }: DeregisterTargetsInput): object {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  const addresses = Targets.map((target) => readAddress(target, group));
  for (const address of addresses) plane.pool(group.arn)?.deregister(address);
  return {};
}

/** Of all targets, those that drain among them; or of those asked for, whether they are registered or not. */
export function describeTargetHealth({ store, plane }: Control, { TargetGroupArn = '', Targets }: DescribeTargetHealthInput): DescribeTargetHealthOutput {
  const group = find(store.targetGroups, 'target group', TargetGroupArn);
  const pool = plane.pool(group.arn) as TargetPool;
  const addresses = Targets?.length ? Targets.map((target) => readAddress(target, group)) : [...pool.targets.values()];
  return { TargetHealthDescriptions: addresses.map((address) => describe(address, pool, group)) };
}

function describe({ id, port }: TargetAddress, pool: TargetPool, { healthCheck }: TargetGroup): TargetHealthDescription {
  const target = pool.targets.get(`${id}:${port}`);
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
    case 'draining':
      return { State: 'draining', Reason: 'Target.DeregistrationInProgress', Description: 'Target deregistration is in progress' };
  }
}

/** AWS takes private addresses only; the sandbox takes loopback ones only, so that no request ever leaves the machine. */
function readAddress({ Id = '', Port }: TargetDescription, group: TargetGroup): TargetAddress {
  if (!isIPv4(Id)) throw new AwsError('InvalidTarget', `The IP address '${Id}' is not a valid IPv4 address`);
  if (!Id.startsWith('127.')) throw new AwsError('InvalidTarget', `The IP address '${Id}' is not within the sandbox's network, which is 127.0.0.0/8`);
  return { id: Id, port: inRange('Port', Port, 1, 65_535, group.port) };
}
