import { z } from 'zod';
import { randomId } from '../json-api/random-id.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, resourceInUse, serviceExists, serviceNotFound } from './errors.ts';
import { filters, passes, SERVICE_FILTERS } from './filters.ts';
import { cloudMapOperation, creatorRequestId, description, id, idOf, pageOf, paging, readTags, tagList } from './inputs.ts';
import { namespaceOf } from './namespaces.ts';
import { recordList, recordsFault } from './records.ts';
import type { CloudMapState, DiscoveryService, DnsConfig, Namespace } from './state.ts';
import { requestUpdate, updateInput } from './update-service.ts';

const createInput = z.object({
  Name: z.string().max(127).regex(/^[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*$/),
  NamespaceId: id,
  CreatorRequestId: creatorRequestId,
  Description: description.optional(),
  DnsConfig: z
    .object({
      RoutingPolicy: z.enum(['MULTIVALUE', 'WEIGHTED']).default('MULTIVALUE'),
      DnsRecords: recordList,
    })
    .optional(),
  HealthCheckConfig: z.looseObject({}).optional(),
  HealthCheckCustomConfig: z.object({ FailureThreshold: z.number().int().min(1).max(10).optional() }).optional(),
  Type: z.literal('HTTP').optional(),
  Tags: tagList,
});

type Creation = z.output<typeof createInput>;

export function serviceOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    CreateService: cloudMapOperation(createInput, (input) => ({ Service: details(state, createService(state, input)) })),
    UpdateService: cloudMapOperation(updateInput, ({ Id, Service }) => ({ OperationId: requestUpdate(state, serviceOf(state, Id), Service) })),
    GetService: cloudMapOperation(z.object({ Id: id }), ({ Id }) => ({ Service: details(state, serviceOf(state, Id)) })),
    ListServices: cloudMapOperation(z.object({ ...paging, Filters: filters(SERVICE_FILTERS) }), ({ MaxResults, NextToken, Filters }) => {
      const passing = [...state.services.values()].filter(({ namespace }) => passes(Filters.map(byId), { NAMESPACE_ID: namespace.id, RESOURCE_OWNER: 'SELF' }));
      const cut = pageOf(passing, (service) => service.id, MaxResults, NextToken);
      return { Services: cut.items.map((service) => summary(state, service)), NextToken: cut.next };
    }),
    DeleteService: cloudMapOperation(z.object({ Id: id }), ({ Id }) => {
      const service = serviceOf(state, Id);
      if (service.instances.size > 0) throw resourceInUse('Service contains registered instances; delete the instances before deleting the service.');
      state.services.delete(service.id);
      return {};
    }),
  };
}

/** A namespace may be named by its ARN. */
function byId<F extends { readonly Name: string; readonly Values: readonly string[] }>(filter: F): F {
  return filter.Name === 'NAMESPACE_ID' ? { ...filter, Values: filter.Values.map(idOf) } : filter;
}

/** The service of that id or ARN. */
export function serviceOf(state: CloudMapState, idOrArn: string): DiscoveryService {
  const service = state.services.get(idOf(idOrArn));
  if (service === undefined) throw serviceNotFound(idOrArn);
  return service;
}

function createService(state: CloudMapState, input: Creation): DiscoveryService {
  const namespace = namespaceOf(state, input.NamespaceId);
  const fault = configurationFault(input, namespace);
  if (fault !== undefined) throw invalidInput(fault);
  const serviceId = `srv-${randomId(16)}`;
  const service: DiscoveryService = {
    id: serviceId,
    arn: state.arn(`service/${serviceId}`),
    name: input.Name,
    namespace,
    description: input.Description,
    creatorRequestId: input.CreatorRequestId,
    dns: input.DnsConfig,
    customHealth: input.HealthCheckCustomConfig !== undefined,
    createDate: new Date(state.now()),
    instances: new Map(),
    revision: 0,
    tags: readTags(input.Tags, input.Name),
    attributes: {},
  };
  const existing = [...state.services.values()].find((other) => other.namespace === namespace && other.name.toLowerCase() === input.Name.toLowerCase());
  if (existing === undefined) state.services.set(serviceId, service);
  else if (!isRepetition(existing, service)) throw serviceExists(existing.id, existing.arn, existing.creatorRequestId);
  return existing ?? service;
}

/** The same creator's id asking for the same again gets what it made. */
function isRepetition(existing: DiscoveryService, wanted: DiscoveryService): boolean {
  return content(existing) === content(wanted);
}

function content({ creatorRequestId, name, description, dns, customHealth }: DiscoveryService): string {
  return JSON.stringify([creatorRequestId, name, description, dns, customHealth]);
}

function configurationFault(input: Creation, namespace: Namespace): string | undefined {
  if (input.HealthCheckConfig !== undefined && input.HealthCheckCustomConfig !== undefined) return 'HealthCheckConfig and HealthCheckCustomConfig exclude each other.';
  if (input.HealthCheckConfig !== undefined) return 'HealthCheckConfig is for public DNS namespaces only; use HealthCheckCustomConfig.';
  if (namespace.type === 'HTTP' && input.DnsConfig !== undefined) return 'DnsConfig is not for services in HTTP namespaces.';
  if (namespace.type === 'DNS_PRIVATE' && input.Type === 'HTTP' && input.DnsConfig !== undefined) return 'DnsConfig is not for services of type HTTP.';
  if (namespace.type === 'DNS_PRIVATE' && input.Type !== 'HTTP' && input.DnsConfig === undefined) return 'DnsConfig is needed in a DNS namespace, unless Type is HTTP.';
  return recordsFault(input.DnsConfig?.DnsRecords ?? [], input.DnsConfig?.RoutingPolicy);
}

function summary({ account }: CloudMapState, service: DiscoveryService): Record<string, unknown> {
  return {
    Id: service.id,
    Arn: service.arn,
    ResourceOwner: account,
    Name: service.name,
    Type: serviceType(service.dns),
    Description: service.description,
    InstanceCount: service.instances.size,
    DnsConfig: service.dns,
    ...(service.customHealth ? { HealthCheckCustomConfig: { FailureThreshold: 1 } } : {}),
    CreateDate: service.createDate,
  };
}

function details(state: CloudMapState, service: DiscoveryService): Record<string, unknown> {
  const dns = service.dns === undefined ? undefined : { NamespaceId: service.namespace.id, ...service.dns };
  return { ...summary(state, service), NamespaceId: service.namespace.id, CreatorRequestId: service.creatorRequestId, DnsConfig: dns };
}

function serviceType(dns: DnsConfig | undefined): string {
  return dns === undefined ? 'HTTP' : 'DNS_HTTP';
}
