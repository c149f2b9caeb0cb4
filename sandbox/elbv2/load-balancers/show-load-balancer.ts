import type { AvailabilityZone, LoadBalancer as WireLoadBalancer, LoadBalancerStateEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import type { LoadBalancer } from '../model.ts';

/** The name in DNS is the loopback address that the listeners really bind. */
export function showLoadBalancer({ arn, name, scheme, subnets, securityGroups, createdAt }: LoadBalancer, host: string, state: LoadBalancerStateEnum = 'active'): WireLoadBalancer {
  return {
    LoadBalancerArn: arn,
    DNSName: host,
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: createdAt,
    LoadBalancerName: name,
    Scheme: scheme,
    VpcId: NETWORK.vpcId,
    State: { Code: state },
    Type: 'application',
    AvailabilityZones: showZones(subnets),
    SecurityGroups: [...securityGroups],
    IpAddressType: 'ipv4',
  };
}

export function showZones(subnets: readonly string[]): AvailabilityZone[] {
  return subnets.map((SubnetId) => ({ ZoneName: NETWORK.zones[NETWORK.subnets.findIndex((each) => each === SubnetId)], SubnetId, LoadBalancerAddresses: [] }));
}
