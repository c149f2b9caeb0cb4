import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { namespaceNotFound, serviceNotFound } from './errors.ts';
import { cloudMapOperation } from './inputs.ts';
import { hasRecord, type CloudMapState, type DiscoveryService, type Instance } from './state.ts';

const where = { NamespaceName: z.string().min(1).max(1024), ServiceName: z.string().min(1).max(127) };
const attributes = z.record(z.string(), z.string()).default({});

const discoverInput = z.object({
  ...where,
  MaxResults: z.number().int().min(1).max(1000).default(100),
  QueryParameters: attributes,
  OptionalParameters: attributes,
  // AWS documents no default; failing open is what its own DNS answers do.
  HealthStatus: z.enum(['HEALTHY', 'UNHEALTHY', 'ALL', 'HEALTHY_OR_ELSE_ALL']).default('HEALTHY_OR_ELSE_ALL'),
});

type HealthFilter = z.output<typeof discoverInput>['HealthStatus'];

export function discoveryOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    DiscoverInstances: cloudMapOperation(discoverInput, (input) => {
      const service = serviceNamed(state, input.NamespaceName, input.ServiceName);
      const matching = [...service.instances.values()].filter((instance) => matches(instance, input.QueryParameters));
      const preferred = matching.filter((instance) => matches(instance, input.OptionalParameters));
      const found = byHealth(service, preferred.length > 0 ? preferred : matching, input.HealthStatus);
      return { Instances: shuffled(found).slice(0, input.MaxResults).map((instance) => answer(service, instance)), InstancesRevision: service.revision };
    }),
    DiscoverInstancesRevision: cloudMapOperation(z.object(where), ({ NamespaceName, ServiceName }) => ({
      InstancesRevision: serviceNamed(state, NamespaceName, ServiceName).revision,
    })),
  };
}

/** Most addresses in one DNS answer. */
const MAX_ANSWERS = 8;

/** IPv4 addresses of `<service>.<namespace>`, as the private hosted zone answers: up to eight healthy ones, or, if none is healthy, of all. */
export function resolveName(state: CloudMapState, name: string): readonly string[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const service = [...state.services.values()].find(({ name, namespace }) => namespace.type === 'DNS_PRIVATE' && `${name}.${namespace.name}`.toLowerCase() === wanted);
  if (service === undefined || !hasRecord(service, 'A')) return [];
  const instances = byHealth(service, [...service.instances.values()], 'HEALTHY_OR_ELSE_ALL');
  const addresses = instances.map((instance) => instance.attributes['AWS_INSTANCE_IPV4']).filter((address) => address !== undefined);
  return shuffled([...new Set(addresses)]).slice(0, MAX_ANSWERS);
}

function serviceNamed(state: CloudMapState, namespaceName: string, serviceName: string): DiscoveryService {
  const namespace = [...state.namespaces.values()].find(({ name }) => name === namespaceName);
  if (namespace === undefined) throw namespaceNotFound(namespaceName);
  const service = [...state.services.values()].find((candidate) => candidate.namespace === namespace && candidate.name === serviceName);
  if (service === undefined) throw serviceNotFound(serviceName);
  return service;
}

function matches(instance: Instance, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => instance.attributes[name] === value);
}

/** A service without health checks ignores the filter. */
function byHealth(service: DiscoveryService, instances: readonly Instance[], filter: HealthFilter): readonly Instance[] {
  if (!service.customHealth || filter === 'ALL') return instances;
  const passing = instances.filter(({ health }) => health === (filter === 'UNHEALTHY' ? 'UNHEALTHY' : 'HEALTHY'));
  return passing.length === 0 && filter === 'HEALTHY_OR_ELSE_ALL' ? instances : passing;
}

function answer(service: DiscoveryService, { id, health, attributes }: Instance): Record<string, unknown> {
  return { InstanceId: id, NamespaceName: service.namespace.name, ServiceName: service.name, HealthStatus: service.customHealth ? health : 'UNKNOWN', Attributes: attributes };
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, rank: randomInt(2 ** 32) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
