import { isIP } from 'node:net';
import type { TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { NETWORK } from '../../network.ts';
import { AwsError } from '../../wire/service.ts';
import type { TargetGroup } from '../model.ts';
import { inRange, invalid } from '../refusals.ts';
import type { TargetAddress } from '../targets/target-pool.ts';

/** The address a target is known by. */
export function readTarget({ Id = '', Port, AvailabilityZone, QuicServerId }: TargetDescription, { reach }: TargetGroup): TargetAddress {
  if (QuicServerId !== undefined) throw invalid("A QUIC server ID can only be specified for targets of protocol 'QUIC' or 'TCP_QUIC'");
  if (AvailabilityZone !== undefined && ![...NETWORK.zones, 'all'].includes(AvailabilityZone)) throw invalid(`Availability Zone '${AvailabilityZone}' is not valid for target '${Id}'`);
  if (reach.type === 'lambda') throw invalidTarget(`The following targets are not valid Lambda function ARNs: '${Id}'`);
  if (reach.type === 'instance' && !/^i-[0-9a-f]{8,17}$/.test(Id)) throw invalidTarget(`Instance ID '${Id}' is not valid`);
  if (reach.type === 'ip' && isIP(Id) !== 4) throw invalidTarget(`The IP address '${Id}' is not a valid IPv4 address`);
  return { id: Id, port: inRange('Port', Port, 1, 65_535, reach.port) };
}

/** AWS takes private addresses only; the sandbox takes loopback ones only, so that no request ever leaves the machine. It has no instances. */
export function requireReachable({ id }: TargetAddress, { reach }: TargetGroup): void {
  if (reach.type === 'instance') throw invalidTarget(`The following targets are not in a running state and cannot be registered: '${id}'`);
  if (!id.startsWith('127.')) throw invalidTarget(`The IP address '${id}' is not within the sandbox's network, which is 127.0.0.0/8`);
}

function invalidTarget(message: string): AwsError {
  return new AwsError('InvalidTarget', message);
}
