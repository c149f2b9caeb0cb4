import { byHealth } from '../health-filter.ts';
import { shuffled } from '../shuffled.ts';
import { hasRecord, type CloudMapState, type DiscoveryService, type Instance, type Namespace, type RecordType } from '../state.ts';

/** One record of an answer; `ttl` in seconds. */
export type DnsRecord =
  | { readonly type: 'A' | 'AAAA' | 'CNAME'; readonly name: string; readonly ttl: number; readonly data: string }
  | { readonly type: 'SRV'; readonly name: string; readonly ttl: number; readonly data: { readonly priority: 1; readonly weight: 1; readonly port: number; readonly target: string } };

/** What the private hosted zones answer. `unknown`: the name is in none of them. `absent`: it does not exist there. `found` without records: it exists, but not with that type. */
export type DnsAnswer =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'absent'; readonly zone: Zone }
  | { readonly kind: 'found'; readonly zone: Zone; readonly records: readonly DnsRecord[]; readonly additional: readonly DnsRecord[] };

export interface Zone {
  readonly name: string;
  /** Seconds that "there is nothing" may be kept. */
  readonly ttl: number;
}

/** Most records of one name in an answer. */
const MAX_RECORDS = 8;

/** Answers for `<service>.<namespace>` and, under a service with SRV records, for `<instance>.<service>.<namespace>`. `ttl` makes the time of an answer of the time that is set. */
export function answerFrom(state: CloudMapState, asked: string, type: string, ttl: (seconds: number) => number): DnsAnswer {
  const name = asked.toLowerCase().replace(/\.$/, '');
  const namespace = [...state.namespaces.values()].filter((each) => each.type === 'DNS_PRIVATE' && isWithin(name, each.name)).toSorted((a, b) => b.name.length - a.name.length)[0];
  if (namespace === undefined) return { kind: 'unknown' };
  const zone = { name: namespace.name, ttl: ttl(namespace.soaTtl) };
  const names = namesIn(state, namespace);
  const make = names.get(name);
  if (make) return { kind: 'found', zone, ...make(type, ttl) };
  // The zone itself, and what only leads to other names, exist without records.
  const leads = name === namespace.name.toLowerCase() || [...names.keys()].some((each) => each.endsWith(`.${name}`));
  return leads ? { kind: 'found', zone, records: [], additional: [] } : { kind: 'absent', zone };
}

type Make = (type: string, ttl: (seconds: number) => number) => { readonly records: readonly DnsRecord[]; readonly additional: readonly DnsRecord[] };

/** Every name that has records now: a service without instances has none. */
function namesIn(state: CloudMapState, namespace: Namespace): ReadonlyMap<string, Make> {
  const names = new Map<string, Make>();
  for (const service of state.services.values()) {
    if (service.namespace !== namespace || service.dns === undefined || service.instances.size === 0) continue;
    const name = `${service.name}.${namespace.name}`;
    names.set(name.toLowerCase(), (type, ttl) => serviceRecords(service, name, type, ttl, state.now()));
    if (!hasRecord(service, 'SRV')) continue;
    for (const instance of service.instances.values()) names.set(`${instance.id}.${name}`.toLowerCase(), (type, ttl) => ({ records: addresses(instance, `${instance.id}.${name}`, type, ttl(ttlOf(service, 'SRV'))), additional: [] }));
  }
  return names;
}

function serviceRecords(service: DiscoveryService, name: string, type: string, ttl: (seconds: number) => number, now: number): ReturnType<Make> {
  const instances = byHealth(service, [...service.instances.values()], 'HEALTHY_OR_ELSE_ALL', now);
  const chosen = shuffled(instances).slice(0, service.dns?.RoutingPolicy === 'WEIGHTED' ? 1 : MAX_RECORDS);
  if (hasRecord(service, 'CNAME')) return { records: chosen.map(({ attributes }) => ({ type: 'CNAME', name, ttl: ttl(ttlOf(service, 'CNAME')), data: attributes['AWS_INSTANCE_CNAME'] ?? '' })), additional: [] };
  if (type === 'SRV' && hasRecord(service, 'SRV')) {
    const time = ttl(ttlOf(service, 'SRV'));
    const target = ({ id }: Instance) => `${id}.${name}`;
    const records = chosen.map((instance): DnsRecord => ({ type: 'SRV', name, ttl: time, data: { priority: 1, weight: 1, port: Number(instance.attributes['AWS_INSTANCE_PORT']), target: target(instance) } }));
    return { records, additional: chosen.flatMap((instance) => ['A', 'AAAA'].flatMap((each) => addresses(instance, target(instance), each, time))) };
  }
  if ((type !== 'A' && type !== 'AAAA') || !hasRecord(service, type)) return { records: [], additional: [] };
  const records = chosen.flatMap((instance) => addresses(instance, name, type, ttl(ttlOf(service, type))));
  return { records: records.filter(({ data }, i) => records.findIndex((other) => other.data === data) === i), additional: [] };
}

function addresses({ attributes }: Instance, name: string, type: string, ttl: number): readonly DnsRecord[] {
  const address = type === 'A' ? attributes['AWS_INSTANCE_IPV4'] : type === 'AAAA' ? attributes['AWS_INSTANCE_IPV6'] : undefined;
  return address === undefined ? [] : [{ type: type as 'A' | 'AAAA', name, ttl, data: address }];
}

function ttlOf(service: DiscoveryService, type: RecordType): number {
  return service.dns?.DnsRecords.find((record) => record.Type === type)?.TTL ?? 0;
}

function isWithin(name: string, zone: string): boolean {
  return name === zone.toLowerCase() || name.endsWith(`.${zone.toLowerCase()}`);
}
