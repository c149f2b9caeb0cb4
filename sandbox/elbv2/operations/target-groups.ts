import { isDeepStrictEqual } from 'node:util';
import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DeleteTargetGroupInput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupInput,
  ModifyTargetGroupOutput,
  TargetGroup as WireTargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { HealthCheck, TargetGroup } from '../model.ts';
import { pageOf } from '../page.ts';
import { find, inRange, invalid, requireName, unsupported } from '../refusals.ts';
import { loadBalancersUsing, type Store } from '../store.ts';
import { DEFAULT_ATTRIBUTES } from './target-group-attributes.ts';
import { readHealthCheck } from './read-health-check.ts';
import { readTags } from './tags.ts';

const MAX_TARGET_GROUPS = 3_000;
const DEFAULT_HEALTH_CHECK: HealthCheck = { port: 'traffic-port', path: '/', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 5, unhealthyThreshold: 2, matcher: '200' };

/** Created again with the same settings, a target group is returned as it is. */
export function createTargetGroup({ store, arns, plane }: Control, input: CreateTargetGroupInput): CreateTargetGroupOutput {
  const name = input.Name ?? '';
  requireName('Target group', name);
  const { port, vpcId } = readPlace(input);
  const settings = { name, port, vpcId, healthCheck: readHealthCheck(input, DEFAULT_HEALTH_CHECK) };
  const tags = readTags(input.Tags);

  const existing = [...store.targetGroups.values()].find((each) => each.name === name);
  if (existing) {
    const { arn: _arn, attributes: _attributes, ...current } = existing;
    if (!isDeepStrictEqual(current, settings)) throw new AwsError('DuplicateTargetGroupName', `A target group with the same name '${name}' exists, but with different settings`);
    return { TargetGroups: [show(store, existing)] };
  }
  if (store.targetGroups.size >= MAX_TARGET_GROUPS) throw new AwsError('TooManyTargetGroups', 'You have reached the maximum number of target groups');
  const created: TargetGroup = { arn: arns.targetGroup(name), ...settings, attributes: DEFAULT_ATTRIBUTES };
  store.targetGroups.set(created.arn, created);
  store.tags.set(created.arn, tags);
  plane.apply();
  return { TargetGroups: [show(store, created)] };
}

function readPlace({ Protocol, ProtocolVersion, TargetType = 'instance', Port, VpcId }: CreateTargetGroupInput): { readonly port: number; readonly vpcId: string } {
  if (TargetType !== 'ip') throw unsupported(`The sandbox has target groups of target type ip only, not '${TargetType}'`);
  if (Protocol === undefined) throw invalid('A protocol must be specified');
  if (Protocol !== 'HTTP') throw unsupported(`The sandbox has target groups of protocol HTTP only, not '${Protocol}'`);
  if ((ProtocolVersion ?? 'HTTP1') !== 'HTTP1') throw unsupported(`The sandbox has target groups of protocol version HTTP1 only, not '${ProtocolVersion}'`);
  if (Port === undefined) throw invalid('A port must be specified');
  if (VpcId === undefined) throw invalid('A VPC ID must be specified');
  if (VpcId !== NETWORK.vpcId) throw invalid(`The VPC ID '${VpcId}' is not found; the sandbox has '${NETWORK.vpcId}'`);
  return { port: inRange('Port', Port, 1, 65_535, 0), vpcId: VpcId };
}

export function describeTargetGroups({ store }: Control, input: DescribeTargetGroupsInput): DescribeTargetGroupsOutput {
  const { items, NextMarker } = pageOf(select(store, input), input);
  return { TargetGroups: items.map((each) => show(store, each)), NextMarker };
}

function select(store: Store, { LoadBalancerArn, TargetGroupArns = [], Names = [] }: DescribeTargetGroupsInput): readonly TargetGroup[] {
  const all = [...store.targetGroups.values()];
  if ([LoadBalancerArn !== undefined, TargetGroupArns.length > 0, Names.length > 0].filter(Boolean).length > 1) {
    throw invalid('Only one of LoadBalancerArn, TargetGroupArns and Names can be specified');
  }
  if (LoadBalancerArn !== undefined) {
    const { arn } = find(store.loadBalancers, 'load balancer', LoadBalancerArn);
    return all.filter((group) => loadBalancersUsing(store, group.arn).includes(arn));
  }
  if (TargetGroupArns.length > 0) return TargetGroupArns.map((arn) => find(store.targetGroups, 'target group', arn));
  return Names.length === 0 ? all : Names.map((name) => requireNamed(all, name));
}

function requireNamed(all: readonly TargetGroup[], name: string): TargetGroup {
  const found = all.find((each) => each.name === name);
  if (!found) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

/** Only the health check can be changed. */
export function modifyTargetGroup({ store, plane }: Control, input: ModifyTargetGroupInput): ModifyTargetGroupOutput {
  const group = find(store.targetGroups, 'target group', input.TargetGroupArn ?? '');
  const changed: TargetGroup = { ...group, healthCheck: readHealthCheck(input, group.healthCheck) };
  store.targetGroups.set(group.arn, changed);
  plane.apply();
  return { TargetGroups: [show(store, changed)] };
}

/** One that is gone already is fine. */
export function deleteTargetGroup({ store, plane }: Control, { TargetGroupArn = '' }: DeleteTargetGroupInput): object {
  if (loadBalancersUsing(store, TargetGroupArn).length > 0) throw new AwsError('ResourceInUse', `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`);
  store.targetGroups.delete(TargetGroupArn);
  store.tags.delete(TargetGroupArn);
  plane.apply();
  return {};
}

function show(store: Store, { arn, name, port, vpcId, healthCheck }: TargetGroup): WireTargetGroup {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: port,
    VpcId: vpcId,
    TargetType: 'ip',
    IpAddressType: 'ipv4',
    LoadBalancerArns: [...loadBalancersUsing(store, arn)],
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckPath: healthCheck.path,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    Matcher: { HttpCode: healthCheck.matcher },
  };
}
