import type { Row } from '../../row.ts';
import { aDate, arnOf, having, lacking, text } from '../expected.ts';
import { ELB, gone, makeBalancer, ownBalancer } from './making.ts';

export const loadBalancers: Readonly<Record<string, Row>> = {
  CreateLoadBalancer: {
    input: ({ subnetA, subnetB, securityGroup }) => ({ Name: 'made', Subnets: [subnetA, subnetB], SecurityGroups: [securityGroup], Tags: [{ Key: 'team', Value: 'shop' }] }),
    answer: { LoadBalancers: [{ LoadBalancerArn: arnOf(ELB, 'loadbalancer/app/made/[0-9a-f]{16}$'), LoadBalancerName: 'made', Type: 'application', Scheme: 'internet-facing', State: { Code: 'provisioning' }, DNSName: text, CreatedTime: aDate, AvailabilityZones: [{ ZoneName: text }, { ZoneName: text }] }] },
    afterwards: ['DescribeLoadBalancers', { Names: ['made'] }, { LoadBalancers: [{ State: { Code: 'active' } }] }],
    refused: [
      { what: 'a single subnet', input: ({ subnetA }) => ({ Name: 'one-subnet', Subnets: [subnetA] }), code: 'InvalidConfigurationRequest' },
      { what: 'a subnet that is not there', input: ({ subnetA }) => ({ Name: 'strange', Subnets: [subnetA, 'subnet-00000000000000000'] }), code: 'SubnetNotFound' },
      { what: 'a name that is taken, with other settings', input: ({ subnetA, subnetB }) => ({ Name: 'scene', Scheme: 'internal', Subnets: [subnetA, subnetB] }), code: 'DuplicateLoadBalancerName' },
      { what: 'a name that begins with internal-', input: ({ subnetA, subnetB }) => ({ Name: 'internal-shop', Subnets: [subnetA, subnetB] }), code: 'ValidationError' },
    ],
  },
  DescribeLoadBalancers: {
    input: { Names: ['scene'] },
    answer: ({ balancer }) => ({ LoadBalancers: [{ LoadBalancerArn: balancer, State: { Code: 'active' }, IpAddressType: 'ipv4' }] }),
    refused: [{ what: 'a name that nothing has', input: { Names: ['nobody'] }, code: 'LoadBalancerNotFound' }],
  },
  DeleteLoadBalancer: {
    given: async (ask, ids) => {
      const [own, guarded] = [await makeBalancer(ask, ids, 'to-delete'), await makeBalancer(ask, ids, 'guarded')];
      await ask(ELB, 'ModifyLoadBalancerAttributes', { LoadBalancerArn: guarded, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] });
      return { own, guarded };
    },
    input: ({ own }) => ({ LoadBalancerArn: own }),
    answer: {},
    afterwards: ['DescribeLoadBalancers', {}, { LoadBalancers: lacking('LoadBalancerName', 'to-delete') }],
    refused: [{ what: 'what deletion protection guards', input: ({ guarded }) => ({ LoadBalancerArn: guarded }), code: 'OperationNotPermitted' }],
  },
  DescribeLoadBalancerAttributes: {
    input: ({ balancer }) => ({ LoadBalancerArn: balancer }),
    answer: { Attributes: having({ Key: 'idle_timeout.timeout_seconds', Value: '60' }, { Key: 'routing.http.desync_mitigation_mode', Value: 'defensive' }) },
    refused: [{ what: 'a load balancer that is not there', input: { LoadBalancerArn: gone('loadbalancer/app/gone') }, code: 'LoadBalancerNotFound' }],
  },
  ModifyLoadBalancerAttributes: {
    given: ownBalancer('attributes'),
    input: ({ own }) => ({ LoadBalancerArn: own, Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '120' }] }),
    answer: { Attributes: having({ Key: 'idle_timeout.timeout_seconds', Value: '120' }) },
    afterwards: ['DescribeLoadBalancerAttributes', ({ own }) => ({ LoadBalancerArn: own }), { Attributes: having({ Key: 'idle_timeout.timeout_seconds', Value: '120' }) }],
    refused: [{ what: 'an attribute that there is not', input: ({ own }) => ({ LoadBalancerArn: own, Attributes: [{ Key: 'no.such', Value: 'true' }] }), code: 'ValidationError' }],
  },
  SetSubnets: {
    given: ownBalancer('subnets'),
    input: ({ own, subnetA, subnetB }) => ({ LoadBalancerArn: own, Subnets: [subnetB, subnetA] }),
    answer: ({ subnetA, subnetB }) => ({ AvailabilityZones: having({ SubnetId: subnetA }, { SubnetId: subnetB }) }),
    refused: [{ what: 'a single subnet', input: ({ own, subnetA }) => ({ LoadBalancerArn: own, Subnets: [subnetA] }), code: 'InvalidConfigurationRequest' }],
  },
  SetSecurityGroups: {
    given: ownBalancer('security-groups'),
    input: ({ own, securityGroup }) => ({ LoadBalancerArn: own, SecurityGroups: [securityGroup] }),
    answer: ({ securityGroup }) => ({ SecurityGroupIds: [securityGroup] }),
    refused: [{ what: 'a group that is not there', input: ({ own }) => ({ LoadBalancerArn: own, SecurityGroups: ['sg-00000000000000000'] }), code: 'InvalidSecurityGroup' }],
  },
  SetIpAddressType: {
    given: ownBalancer('address-type'),
    input: ({ own }) => ({ LoadBalancerArn: own, IpAddressType: 'ipv4' }),
    answer: { IpAddressType: 'ipv4' },
    refused: [{ what: 'a load balancer that is not there', input: { LoadBalancerArn: gone('loadbalancer/app/gone'), IpAddressType: 'ipv4' }, code: 'LoadBalancerNotFound' }],
  },
  DescribeCapacityReservation: {
    input: ({ balancer }) => ({ LoadBalancerArn: balancer }),
    answer: { CapacityReservationState: [] },
    refused: [{ what: 'a load balancer that is not there', input: { LoadBalancerArn: gone('loadbalancer/app/gone') }, code: 'LoadBalancerNotFound' }],
  },
};
