import type {
  CreateLoadBalancerInput,
  SetIpAddressTypeInput,
  SetIpAddressTypeOutput,
  SetSecurityGroupsInput,
  SetSecurityGroupsOutput,
  SetSubnetsInput,
  SetSubnetsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import { find, invalid, oneOf, unsupported } from '../refusals.ts';
import { showZones } from './show-load-balancer.ts';

/** The subnets replace those the load balancer had. */
export function setSubnets({ store }: Control, input: SetSubnetsInput): SetSubnetsOutput {
  const balancer = find(store.loadBalancers, 'load balancer', input.LoadBalancerArn ?? '');
  const subnets = readSubnets(input);
  requireIpv4(input.IpAddressType);
  store.loadBalancers.set(balancer.arn, { ...balancer, subnets });
  return { AvailabilityZones: showZones(subnets), IpAddressType: 'ipv4' };
}

/** The security groups replace those the load balancer had. */
export function setSecurityGroups({ store }: Control, { LoadBalancerArn = '', SecurityGroups = [] }: SetSecurityGroupsInput): SetSecurityGroupsOutput {
  const balancer = find(store.loadBalancers, 'load balancer', LoadBalancerArn);
  if (SecurityGroups.length === 0) throw unsupported('At least one security group must be specified');
  const securityGroups = readSecurityGroups(SecurityGroups);
  store.loadBalancers.set(balancer.arn, { ...balancer, securityGroups });
  return { SecurityGroupIds: [...securityGroups] };
}

/** The sandbox's subnets have IPv4 addresses only. */
export function setIpAddressType({ store }: Control, { LoadBalancerArn = '', IpAddressType }: SetIpAddressTypeInput): SetIpAddressTypeOutput {
  find(store.loadBalancers, 'load balancer', LoadBalancerArn);
  requireIpv4(IpAddressType);
  return { IpAddressType: 'ipv4' };
}

export function requireIpv4(type: string | undefined): void {
  if (oneOf('ipAddressType', type ?? 'ipv4', ['ipv4', 'dualstack', 'dualstack-without-public-ipv4']) !== 'ipv4') {
    throw new AwsError('InvalidSubnet', 'You must specify subnets with an associated IPv6 CIDR block');
  }
}

/** At least two, each in another zone. */
export function readSubnets({ Subnets, SubnetMappings }: Pick<CreateLoadBalancerInput, 'Subnets' | 'SubnetMappings'>): readonly string[] {
  if (Subnets?.length && SubnetMappings?.length) throw invalid('You must specify subnets or subnet mappings, not both');
  if (SubnetMappings?.some(({ AllocationId, PrivateIPv4Address, IPv6Address }) => AllocationId ?? PrivateIPv4Address ?? IPv6Address)) {
    throw unsupported("Addresses cannot be specified for load balancers with type 'application'");
  }
  const subnets = Subnets?.length ? Subnets : (SubnetMappings ?? []).map(({ SubnetId = '' }) => SubnetId);
  for (const subnet of subnets) if (!NETWORK.subnets.some((each) => each === subnet)) throw new AwsError('SubnetNotFound', `The subnet ID '${subnet}' does not exist`);
  const zones = new Set(showZones(subnets).map(({ ZoneName }) => ZoneName));
  if (zones.size < subnets.length) throw unsupported('A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  if (zones.size < 2) throw unsupported('At least two subnets in two different Availability Zones must be specified');
  return subnets;
}

/** Without any, a load balancer has the network's default one. */
export function readSecurityGroups(groups: readonly string[] | undefined): readonly string[] {
  if (!groups?.length) return NETWORK.securityGroups;
  for (const group of groups) if (!NETWORK.securityGroups.some((each) => each === group)) throw new AwsError('InvalidSecurityGroup', `The security group '${group}' does not exist`);
  return groups;
}
