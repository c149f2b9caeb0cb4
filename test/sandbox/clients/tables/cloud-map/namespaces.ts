import type { Row } from '../../row.ts';
import { aDate, arnOf, having, lacking, like, text } from '../expected.ts';
import { MAP, ownNamespace, named } from './making.ts';

export const namespaces: Readonly<Record<string, Row>> = {
  CreateHttpNamespace: {
    input: { Name: 'made.http', Description: 'made', Tags: [{ Key: 'team', Value: 'shop' }] },
    answer: { OperationId: text },
    afterwards: ['ListNamespaces', named('made.http'), { Namespaces: [{ Id: like(/^ns-\w+$/), Arn: arnOf(MAP, 'namespace/ns-'), Name: 'made.http', Type: 'HTTP', Description: 'made', Properties: { HttpProperties: { HttpName: 'made.http' } } }] }],
    refused: [{ what: 'a name that is taken', input: { Name: 'scene.http', CreatorRequestId: 'another' }, code: 'NamespaceAlreadyExists' }],
  },
  CreatePrivateDnsNamespace: {
    input: ({ vpc }) => ({ Name: 'made.local', Vpc: vpc }),
    answer: { OperationId: text },
    afterwards: ['ListNamespaces', named('made.local'), { Namespaces: [{ Type: 'DNS_PRIVATE', Properties: { DnsProperties: { HostedZoneId: text }, HttpProperties: { HttpName: 'made.local' } } }] }],
    refused: [{ what: 'a name that DNS does not take', input: ({ vpc }) => ({ Name: 'not a name', Vpc: vpc }), code: 'InvalidInput' }],
  },
  GetNamespace: {
    input: ({ dns }) => ({ Id: dns }),
    answer: ({ dns }) => ({ Namespace: { Id: dns, Name: 'scene.local', Type: 'DNS_PRIVATE', CreateDate: aDate } }),
    refused: [{ what: 'one that is not there', input: { Id: 'ns-nobody' }, code: 'NamespaceNotFound', status: 404 }],
  },
  ListNamespaces: {
    input: { Filters: [{ Name: 'TYPE', Values: ['HTTP'], Condition: 'EQ' }] },
    answer: ({ http }) => ({ Namespaces: having({ Id: http, Type: 'HTTP' }) }),
    afterwards: ['ListNamespaces', { Filters: [{ Name: 'TYPE', Values: ['HTTP'] }] }, ({ dns = '' }) => ({ Namespaces: lacking('Id', dns) })],
    refused: [{ what: 'a filter that there is not', input: { Filters: [{ Name: 'COLOUR', Values: ['red'] }] }, code: 'InvalidInput' }],
  },
  UpdateHttpNamespace: {
    given: ownNamespace('updated.http'),
    input: ({ own }) => ({ Id: own, Namespace: { Description: 'updated' } }),
    answer: { OperationId: text },
    afterwards: ['GetNamespace', ({ own }) => ({ Id: own }), { Namespace: { Description: 'updated' } }],
    refused: [{ what: 'one that is not there', input: { Id: 'ns-nobody', Namespace: { Description: '' } }, code: 'NamespaceNotFound', status: 404 }],
  },
  UpdatePrivateDnsNamespace: {
    input: ({ dns }) => ({ Id: dns, Namespace: { Properties: { DnsProperties: { SOA: { TTL: 60 } } } } }),
    answer: { OperationId: text },
    afterwards: ['GetNamespace', ({ dns }) => ({ Id: dns }), { Namespace: { Properties: { DnsProperties: { SOA: { TTL: 60 } } } } }],
    refused: [{ what: 'one that is not there', input: { Id: 'ns-nobody', Namespace: {} }, code: 'NamespaceNotFound', status: 404 }],
  },
  DeleteNamespace: {
    given: ownNamespace('deleted.http'),
    input: ({ own }) => ({ Id: own }),
    answer: { OperationId: text },
    afterwards: ['ListNamespaces', named('deleted.http'), { Namespaces: [] }],
    refused: [{ what: 'one with services', input: ({ http }) => ({ Id: http }), code: 'ResourceInUse', status: 409 }],
  },
};
