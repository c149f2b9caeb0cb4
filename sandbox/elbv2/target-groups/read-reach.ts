import type { CreateTargetGroupInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import type { Reach } from '../model.ts';
import { inRange, invalid, oneOf, unsupported } from '../refusals.ts';

const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'] as const;

/** How targets are spoken to; settled when the target group is created. */
export function readReach(input: CreateTargetGroupInput): Reach {
  const type = oneOf('targetType', input.TargetType ?? 'instance', ['instance', 'ip', 'lambda', 'alb']);
  if (type === 'alb') throw unsupported("Target groups with target type 'alb' are for network load balancers, which the sandbox has none of");
  if (oneOf('ipAddressType', input.IpAddressType ?? 'ipv4', ['ipv4', 'ipv6']) === 'ipv6') throw unsupported(`The VPC '${NETWORK.vpcId}' does not have an IPv6 CIDR block`);
  if (input.TargetControlPort !== undefined) throw unsupported('The sandbox has no target optimizer');
  return type === 'lambda' ? readLambda(input) : readNetwork(type, input);
}

function readLambda({ Protocol, ProtocolVersion, Port, VpcId }: CreateTargetGroupInput): Reach {
  if (Protocol ?? ProtocolVersion ?? Port ?? VpcId) throw invalid("Protocol, ProtocolVersion, Port and VpcId cannot be specified for target groups with target type 'lambda'");
  return { type: 'lambda' };
}

function readNetwork(type: 'ip' | 'instance', { Protocol, ProtocolVersion = 'HTTP1', Port, VpcId }: CreateTargetGroupInput): Reach {
  if (Protocol === undefined) throw invalid('A protocol must be specified');
  const protocol = oneOf('protocol', Protocol, PROTOCOLS);
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') throw unsupported(`The sandbox has target groups of application load balancers only, of protocol HTTP or HTTPS, not '${protocol}'`);
  if (ProtocolVersion !== 'HTTP1' && ProtocolVersion !== 'HTTP2' && ProtocolVersion !== 'GRPC') throw invalid(`Protocol version '${ProtocolVersion}' must be one of 'GRPC, HTTP1, HTTP2'`);
  if (Port === undefined) throw invalid('A port must be specified');
  const port = inRange('Port', Port, 1, 65_535, 0);
  if (VpcId === undefined) throw invalid('A VPC ID must be specified');
  if (VpcId !== NETWORK.vpcId) throw invalid(`The VPC ID '${VpcId}' is not found; the sandbox has '${NETWORK.vpcId}'`);
  return { type, protocol, version: ProtocolVersion, port, vpcId: VpcId };
}
