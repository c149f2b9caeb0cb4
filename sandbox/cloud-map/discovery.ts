import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { namespaceNotFound, serviceNotFound } from './errors.ts';
import { cloudMapOperation } from './inputs.ts';
import { byHealth } from './health-filter.ts';
import { shuffled } from './shuffled.ts';
import { healthOf, type CloudMapState, type DiscoveryService, type Instance } from './state.ts';

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

export function discoveryOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    DiscoverInstances: cloudMapOperation(discoverInput, (input) => {
      const service = serviceNamed(state, input.NamespaceName, input.ServiceName);
      const matching = [...service.instances.values()].filter((instance) => matches(instance, input.QueryParameters));
      const preferred = matching.filter((instance) => matches(instance, input.OptionalParameters));
      const found = byHealth(service, preferred.length > 0 ? preferred : matching, input.HealthStatus, state.now());
      return { Instances: shuffled(found).slice(0, input.MaxResults).map((instance) => answer(state, service, instance)), InstancesRevision: service.revision };
    }),
    DiscoverInstancesRevision: cloudMapOperation(z.object(where), ({ NamespaceName, ServiceName }) => ({
      InstancesRevision: serviceNamed(state, NamespaceName, ServiceName).revision,
    })),
  };
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

function answer({ now }: CloudMapState, service: DiscoveryService, instance: Instance): Record<string, unknown> {
  return { InstanceId: instance.id, NamespaceName: service.namespace.name, ServiceName: service.name, HealthStatus: service.customHealth ? healthOf(instance, now()) : 'UNKNOWN', Attributes: instance.attributes };
}
