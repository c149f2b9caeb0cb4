import { z } from 'zod';
import { page } from '../json-api/page.ts';
import { randomId } from '../json-api/random-id.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, resourceInUse, serviceExists, serviceNotFound } from './errors.ts';
import { cloudMapOperation, creatorRequestId, filters, id, idOf, paging, passes, readTags, tagList } from './inputs.ts';
import { namespaceOf } from './namespaces.ts';
import type { CloudMapState, DiscoveryService, DnsConfig, Namespace } from './state.ts';

const createInput = z.object({
  Name: z.string().max(127).regex(/^[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*$/),
  NamespaceId: id,
  CreatorRequestId: creatorRequestId,
  Description: z.string().max(1024).optional(),
  DnsConfig: z
    .object({
      RoutingPolicy: z.enum(['MULTIVALUE', 'WEIGHTED']).default('MULTIVALUE'),
      DnsRecords: z.array(z.object({ Type: z.enum(['A', 'AAAA', 'SRV', 'CNAME']), TTL: z.number().int().min(0).max(2_147_483_647) })).min(1),
    })
    .optional(),
  HealthCheckConfig: z.looseObject({}).optional(),
  HealthCheckCustomConfig: z.looseObject({}).optional(),
  Type: z.literal('HTTP').optional(),
  Tags: tagList,
});

type Creation = z.output<typeof createInput>;

export function serviceOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    CreateService: cloudMapOperation(createInput, (input) => ({ Service: details(createService(state, input)) })),
    GetService: cloudMapOperation(z.object({ Id: id }), ({ Id }) => ({ Service: details(serviceOf(state, Id)) })),
    ListServices: cloudMapOperation(z.object({ ...paging, Filters: filters(['NAMESPACE_ID']) }), ({ MaxResults, NextToken, Filters }) => {
      const passing = [...state.services.values()].filter(({ namespace }) => passes(Filters, { NAMESPACE_ID: namespace.id }));
      const cut = page(passing, (service) => service.id, MaxResults, NextToken);
      if (cut === undefined) throw invalidInput('NextToken is invalid.');
      return { Services: cut.items.map(summary), NextToken: cut.next };
    }),
    DeleteService: cloudMapOperation(z.object({ Id: id }), ({ Id }) => {
      const service = serviceOf(state, Id);
      if (service.instances.size > 0) throw resourceInUse('Service contains registered instances; delete the instances before deleting the service.');
      state.services.delete(service.id);
      return {};
    }),
  };
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
  const records = input.DnsConfig?.DnsRecords.map(({ Type }) => Type) ?? [];
  if (input.HealthCheckConfig !== undefined && input.HealthCheckCustomConfig !== undefined) return 'HealthCheckConfig and HealthCheckCustomConfig exclude each other.';
  if (input.HealthCheckConfig !== undefined) return 'HealthCheckConfig is for public DNS namespaces only; use HealthCheckCustomConfig.';
  if (namespace.type === 'HTTP' && input.DnsConfig !== undefined) return 'DnsConfig is not for services in HTTP namespaces.';
  if (namespace.type === 'DNS_PRIVATE' && input.Type === 'HTTP' && input.DnsConfig !== undefined) return 'DnsConfig is not for services of type HTTP.';
  if (namespace.type === 'DNS_PRIVATE' && input.Type !== 'HTTP' && input.DnsConfig === undefined) return 'DnsConfig is needed in a DNS namespace, unless Type is HTTP.';
  if (new Set(records).size < records.length) return 'DnsRecords names a type twice.';
  if (records.includes('CNAME') && (records.length > 1 || input.DnsConfig?.RoutingPolicy !== 'WEIGHTED')) return 'CNAME must be the only record and needs the routing policy WEIGHTED.';
}

function summary(service: DiscoveryService): Record<string, unknown> {
  return {
    Id: service.id,
    Arn: service.arn,
    Name: service.name,
    Type: serviceType(service.dns),
    Description: service.description,
    InstanceCount: service.instances.size,
    DnsConfig: service.dns,
    ...(service.customHealth ? { HealthCheckCustomConfig: { FailureThreshold: 1 } } : {}),
    CreateDate: service.createDate,
  };
}

function details(service: DiscoveryService): Record<string, unknown> {
  const dns = service.dns === undefined ? undefined : { NamespaceId: service.namespace.id, ...service.dns };
  return { ...summary(service), NamespaceId: service.namespace.id, CreatorRequestId: service.creatorRequestId, DnsConfig: dns };
}

function serviceType(dns: DnsConfig | undefined): string {
  return dns === undefined ? 'HTTP' : 'DNS_HTTP';
}
