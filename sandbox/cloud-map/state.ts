import type { Tags } from '../json-api/tags.ts';
import type { OperationLog } from './operation-log.ts';

/** Everything that Cloud Map knows. */
export interface CloudMapState {
  readonly namespaces: Map<string, Namespace>;
  readonly services: Map<string, DiscoveryService>;
  readonly operations: OperationLog;
  readonly now: () => number;
  readonly account: string;
  /** Milliseconds until a health status that an instance reports takes effect. */
  readonly healthDelayMs: number;
  /** ARN of a resource of this account, as `service/srv-abc`. */
  arn(resource: string): string;
}

export interface Namespace {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly type: 'DNS_PRIVATE' | 'HTTP';
  description: string | undefined;
  readonly creatorRequestId: string;
  readonly createDate: Date;
  readonly hostedZoneId: string;
  soaTtl: number;
  tags: Tags;
}

export interface DiscoveryService {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly namespace: Namespace;
  description: string | undefined;
  readonly creatorRequestId: string;
  /** Absent: found by the API only. */
  dns: DnsConfig | undefined;
  /** Whether instances report their health themselves; otherwise they have none and count as healthy. */
  readonly customHealth: boolean;
  readonly createDate: Date;
  readonly instances: Map<string, Instance>;
  /** Rises with each registration and deregistration, not with health. */
  revision: number;
  tags: Tags;
  /** What people note about it, at most 30 entries. */
  attributes: Readonly<Record<string, string>>;
}

export interface DnsConfig {
  readonly RoutingPolicy: 'MULTIVALUE' | 'WEIGHTED';
  readonly DnsRecords: readonly { readonly Type: RecordType; readonly TTL: number }[];
}

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'CNAME';

export interface Instance {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly creatorRequestId: string;
  /** In order of their times; the last that has come is in effect. */
  health: readonly { readonly status: Health; readonly from: number }[];
}

export type Health = 'HEALTHY' | 'UNHEALTHY';

/** The health in effect at that time. */
export function healthOf({ health }: Instance, now: number): Health {
  return health.findLast(({ from }) => from <= now)?.status ?? 'HEALTHY';
}

export function hasRecord(service: DiscoveryService, type: RecordType): boolean {
  return service.dns?.DnsRecords.some((record) => record.Type === type) ?? false;
}
