import { z } from 'zod';
import { randomId } from '../json-api/random-id.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, limitExceeded, namespaceExists, namespaceNotFound, resourceInUse } from './errors.ts';
import { filters, NAMESPACE_FILTERS, passes } from './filters.ts';
import { cloudMapOperation, creatorRequestId, description, id, idOf, pageOf, paging, readTags, tagList } from './inputs.ts';
import type { CloudMapState, Namespace } from './state.ts';

const common = { Description: description.optional(), CreatorRequestId: creatorRequestId, Tags: tagList };

const httpInput = z.object({ ...common, Name: z.string().regex(/^[!-~]{1,1024}$/) });

const dnsProperties = z.object({ DnsProperties: z.object({ SOA: z.object({ TTL: z.number().int().min(0).max(2_147_483_647) }) }) });

const privateDnsInput = z.object({
  ...common,
  Name: z.string().max(253).regex(/^([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)(\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*$/),
  Vpc: z.string().min(1).max(64),
  Properties: dnsProperties.optional(),
});

const updaterRequestId = z.string().max(64).optional();
const httpChange = z.object({ Id: id, UpdaterRequestId: updaterRequestId, Namespace: z.object({ Description: description }) });
const privateDnsChange = z.object({ Id: id, UpdaterRequestId: updaterRequestId, Namespace: z.object({ Description: description.optional(), Properties: dnsProperties.optional() }) });

const listInput = z.object({ ...paging, Filters: filters(NAMESPACE_FILTERS) });

const MAX_NAMESPACES = 50;

type Creation = z.output<typeof httpInput> & { readonly Vpc?: string; readonly Properties?: z.output<typeof privateDnsInput>['Properties'] };

export function namespaceOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    CreateHttpNamespace: cloudMapOperation(httpInput, (input) => createNamespace(state, 'HTTP', input)),
    CreatePrivateDnsNamespace: cloudMapOperation(privateDnsInput, (input) => createNamespace(state, 'DNS_PRIVATE', input)),
    UpdateHttpNamespace: cloudMapOperation(httpChange, ({ Id, Namespace }) => requestUpdate(state, namespaceOfType(state, Id, 'HTTP'), Namespace)),
    UpdatePrivateDnsNamespace: cloudMapOperation(privateDnsChange, ({ Id, Namespace }) => requestUpdate(state, namespaceOfType(state, Id, 'DNS_PRIVATE'), Namespace)),
    GetNamespace: cloudMapOperation(z.object({ Id: id }), ({ Id }) => ({ Namespace: { ...summary(state, namespaceOf(state, Id)), CreatorRequestId: namespaceOf(state, Id).creatorRequestId } })),
    ListNamespaces: cloudMapOperation(listInput, ({ MaxResults, NextToken, Filters }) => {
      const passing = [...state.namespaces.values()].filter((namespace) => passes(Filters, { TYPE: namespace.type, NAME: namespace.name, HTTP_NAME: namespace.name, RESOURCE_OWNER: 'SELF' }));
      const cut = pageOf(passing, (namespace) => namespace.id, MaxResults, NextToken);
      return { Namespaces: cut.items.map((namespace) => summary(state, namespace)), NextToken: cut.next };
    }),
    DeleteNamespace: cloudMapOperation(z.object({ Id: id }), ({ Id }) => {
      const namespace = namespaceOf(state, Id);
      refuseWhileInUse(state, namespace);
      const OperationId = state.operations.submit({
        type: 'DELETE_NAMESPACE',
        subject: namespace.id,
        targets: { NAMESPACE: namespace.id },
        work: () => {
          refuseWhileInUse(state, namespace);
          state.namespaces.delete(namespace.id);
        },
      });
      return { OperationId };
    }),
  };
}

/** The namespace of that id or ARN. */
export function namespaceOf(state: CloudMapState, idOrArn: string): Namespace {
  const namespace = state.namespaces.get(idOf(idOrArn));
  if (namespace === undefined) throw namespaceNotFound(idOrArn);
  return namespace;
}

function createNamespace(state: CloudMapState, type: Namespace['type'], input: Creation): unknown {
  const identity = JSON.stringify([type, input]);
  const repeated = state.operations.repeated(identity);
  if (repeated !== undefined) return { OperationId: repeated };
  const existing = [...state.namespaces.values()].find(({ name }) => name.toLowerCase() === input.Name.toLowerCase());
  if (existing !== undefined) throw namespaceExists(existing.id, existing.creatorRequestId);
  if (state.namespaces.size >= MAX_NAMESPACES) throw limitExceeded(`There can be at most ${MAX_NAMESPACES} namespaces.`);
  const namespaceId = `ns-${randomId(16)}`;
  const arn = state.arn(`namespace/${namespaceId}`);
  const namespace: Namespace = {
    id: namespaceId,
    arn,
    name: input.Name,
    type,
    description: input.Description,
    creatorRequestId: input.CreatorRequestId,
    createDate: new Date(state.now()),
    hostedZoneId: `Z${randomId(20).toUpperCase()}`,
    soaTtl: input.Properties?.DnsProperties.SOA.TTL ?? 15,
    tags: readTags(input.Tags, arn),
  };
  const OperationId = state.operations.submit({
    type: 'CREATE_NAMESPACE',
    subject: `namespace ${input.Name.toLowerCase()}`,
    targets: { NAMESPACE: namespaceId },
    identity,
    work: () => state.namespaces.set(namespaceId, namespace),
    stands: () => state.namespaces.has(namespaceId),
  });
  return { OperationId };
}

function namespaceOfType(state: CloudMapState, reference: string, type: Namespace['type']): Namespace {
  const namespace = namespaceOf(state, reference);
  if (namespace.type !== type) throw invalidInput(`The namespace ${namespace.id} is of type ${namespace.type}, not ${type}.`);
  return namespace;
}

/** Changes what is given and leaves the rest. */
function requestUpdate(state: CloudMapState, namespace: Namespace, { Description, Properties }: z.output<typeof privateDnsChange>['Namespace']): unknown {
  const work = () => {
    namespace.description = Description ?? namespace.description;
    namespace.soaTtl = Properties?.DnsProperties.SOA.TTL ?? namespace.soaTtl;
  };
  return { OperationId: state.operations.submit({ type: 'UPDATE_NAMESPACE', subject: namespace.id, targets: { NAMESPACE: namespace.id }, work }) };
}

function refuseWhileInUse(state: CloudMapState, namespace: Namespace): void {
  if (servicesIn(state, namespace) > 0) throw resourceInUse('Namespace has associated services; delete the services before deleting the namespace.');
}

function servicesIn(state: CloudMapState, namespace: Namespace): number {
  return [...state.services.values()].filter((service) => service.namespace === namespace).length;
}

function summary(state: CloudMapState, namespace: Namespace): Record<string, unknown> {
  const dns = namespace.type === 'DNS_PRIVATE' ? { DnsProperties: { HostedZoneId: namespace.hostedZoneId, SOA: { TTL: namespace.soaTtl } } } : {};
  return {
    Id: namespace.id,
    Arn: namespace.arn,
    ResourceOwner: state.account,
    Name: namespace.name,
    Type: namespace.type,
    Description: namespace.description,
    ServiceCount: servicesIn(state, namespace),
    Properties: { ...dns, HttpProperties: { HttpName: namespace.name } },
    CreateDate: namespace.createDate,
  };
}
