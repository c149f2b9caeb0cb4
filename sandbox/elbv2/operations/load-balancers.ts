import type {
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DeleteLoadBalancerInput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  LoadBalancer as WireLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { LoadBalancer } from '../model.ts';
import { pageOf } from '../page.ts';
import { find, invalid, requireName, unsupported } from '../refusals.ts';
import { listenersOf } from '../store.ts';
import { removeListener } from './listeners.ts';
import { readTags } from './tags.ts';

const MAX_LOAD_BALANCERS = 50;

/** Created again with the same settings, an application load balancer is returned as it is. */
export function createLoadBalancer(control: Control, input: CreateLoadBalancerInput): CreateLoadBalancerOutput {
  const { store, arns, now } = control;
  const name = input.Name ?? '';
  requireName('Load balancer', name);
  if (name.startsWith('internal-')) throw invalid(`Load balancer name '${name}' cannot begin with 'internal-'`);
  if ((input.Type ?? 'application') !== 'application') throw unsupported(`The sandbox has no load balancers of type '${input.Type}'`);
  const subnets = readSubnets(input);
  const securityGroups = input.SecurityGroups ?? [];
  for (const group of securityGroups) if (!NETWORK.securityGroups.some((each) => each === group)) throw new AwsError('InvalidSecurityGroup', `The security group '${group}' does not exist`);
  const scheme = input.Scheme ?? 'internet-facing';
  if (scheme !== 'internet-facing' && scheme !== 'internal') throw new AwsError('InvalidScheme', `Scheme '${String(scheme)}' must be internet-facing or internal`);
  const tags = readTags(input.Tags);

  const existing = [...store.loadBalancers.values()].find((each) => each.name === name);
  if (existing) {
    const same = existing.scheme === scheme && sameSet(existing.subnets, subnets) && sameSet(existing.securityGroups, securityGroups);
    if (!same) throw new AwsError('DuplicateLoadBalancerName', `A load balancer with the same name '${name}' exists, but with different settings`);
    return { LoadBalancers: [show(existing, control)] };
  }
  if (store.loadBalancers.size >= MAX_LOAD_BALANCERS) throw new AwsError('TooManyLoadBalancers', 'You have reached the maximum number of load balancers');
  const created: LoadBalancer = { arn: arns.loadBalancer(name), name, scheme, subnets, securityGroups, createdAt: new Date(now()) };
  store.loadBalancers.set(created.arn, created);
  store.tags.set(created.arn, tags);
  return { LoadBalancers: [show(created, control)] };
}

export function describeLoadBalancers(control: Control, { LoadBalancerArns = [], Names = [], ...page }: DescribeLoadBalancersInput): DescribeLoadBalancersOutput {
  const { items, NextMarker } = pageOf(select(control, LoadBalancerArns, Names), page);
  return { LoadBalancers: items.map((each) => show(each, control)), NextMarker };
}

function select({ store }: Control, arns: readonly string[], names: readonly string[]): readonly LoadBalancer[] {
  const all = [...store.loadBalancers.values()];
  if (arns.length > 0 && names.length > 0) throw invalid('LoadBalancerArns and Names cannot be specified at the same time');
  if (arns.length > 0) return arns.map((arn) => find(store.loadBalancers, 'load balancer', arn));
  return names.length === 0 ? all : names.map((name) => requireNamed(all, name));
}

function requireNamed(all: readonly LoadBalancer[], name: string): LoadBalancer {
  const found = all.find((each) => each.name === name);
  if (!found) throw new AwsError('LoadBalancerNotFound', `Load balancers '[${name}]' not found`);
  return found;
}

/** Its listeners and rules go with it, its target groups stay. One that is gone already is fine. */
export function deleteLoadBalancer(control: Control, { LoadBalancerArn = '' }: DeleteLoadBalancerInput): object {
  const { store, plane } = control;
  for (const { arn } of listenersOf(store, LoadBalancerArn)) removeListener(control, arn);
  store.loadBalancers.delete(LoadBalancerArn);
  store.tags.delete(LoadBalancerArn);
  plane.apply();
  return {};
}

function readSubnets({ Subnets, SubnetMappings }: CreateLoadBalancerInput): readonly string[] {
  if (Subnets?.length && SubnetMappings?.length) throw invalid('You must specify subnets or subnet mappings, not both');
  const subnets = Subnets?.length ? Subnets : (SubnetMappings ?? []).map(({ SubnetId = '' }) => SubnetId);
  for (const subnet of subnets) if (zoneOf(subnet) === undefined) throw new AwsError('SubnetNotFound', `The subnet ID '${subnet}' does not exist`);
  if (new Set(subnets.map(zoneOf)).size < 2) throw unsupported('At least two subnets in two different Availability Zones must be specified');
  return subnets;
}

function zoneOf(subnet: string): string | undefined {
  const at = NETWORK.subnets.findIndex((each) => each === subnet);
  return NETWORK.zones[at];
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

/** The name in DNS is the loopback address that the listeners really bind. */
function show({ arn, name, scheme, subnets, securityGroups, createdAt }: LoadBalancer, { host }: Control): WireLoadBalancer {
  return {
    LoadBalancerArn: arn,
    DNSName: host,
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: createdAt,
    LoadBalancerName: name,
    Scheme: scheme,
    VpcId: NETWORK.vpcId,
    State: { Code: 'active' },
    Type: 'application',
    AvailabilityZones: subnets.map((SubnetId) => ({ ZoneName: zoneOf(SubnetId), SubnetId, LoadBalancerAddresses: [] })),
    SecurityGroups: [...securityGroups],
    IpAddressType: 'ipv4',
  };
}
