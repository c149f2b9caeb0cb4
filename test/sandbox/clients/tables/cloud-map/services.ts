import type { Row } from '../../row.ts';
import { aDate, arnOf, having, lacking, like, text } from '../expected.ts';
import { MAP, DNS, ownService, dnsService } from './making.ts';

export const services: Readonly<Record<string, Row>> = {
  CreateService: {
    input: ({ dns }) => ({ Name: 'made', NamespaceId: dns, DnsConfig: DNS, HealthCheckCustomConfig: { FailureThreshold: 1 } }),
    answer: ({ dns }) => ({ Service: { Id: like(/^srv-\w+$/), Arn: arnOf(MAP, 'service/srv-'), Name: 'made', NamespaceId: dns, DnsConfig: { RoutingPolicy: 'MULTIVALUE', DnsRecords: [{ Type: 'A', TTL: 10 }] }, HealthCheckCustomConfig: { FailureThreshold: 1 }, CreateDate: aDate } }),
    refused: [
      { what: 'a name that is taken', input: ({ http }) => ({ Name: 'scene', NamespaceId: http, Description: 'another' }), code: 'ServiceAlreadyExists' },
      { what: 'a namespace that is not there', input: { Name: 'refused', NamespaceId: 'ns-nobody' }, code: 'NamespaceNotFound', status: 404 },
      { what: 'both kinds of health check', input: ({ dns }) => ({ Name: 'refused', NamespaceId: dns, DnsConfig: DNS, HealthCheckConfig: { Type: 'HTTP' }, HealthCheckCustomConfig: {} }), code: 'InvalidInput' },
    ],
  },
  GetService: {
    input: ({ service }) => ({ Id: service }),
    answer: ({ service }) => ({ Service: { Id: service, Name: 'scene', InstanceCount: 1 } }),
    refused: [{ what: 'one that is not there', input: { Id: 'srv-nobody' }, code: 'ServiceNotFound', status: 404 }],
  },
  ListServices: {
    input: ({ http }) => ({ Filters: [{ Name: 'NAMESPACE_ID', Values: [http] }] }),
    answer: ({ service }) => ({ Services: having({ Id: service, Name: 'scene' }) }),
    refused: [{ what: 'a token that nobody gave', input: { NextToken: 'nothing!' }, code: 'InvalidInput' }],
  },
  UpdateService: {
    given: dnsService('updated'),
    input: ({ own }) => ({ Id: own, Service: { Description: 'updated', DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 99 }] } } }),
    answer: { OperationId: text },
    afterwards: ['GetService', ({ own }) => ({ Id: own }), { Service: { Description: 'updated', DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 99 }] } } }],
    refused: [{ what: 'one that is not there', input: { Id: 'srv-nobody', Service: {} }, code: 'ServiceNotFound', status: 404 }],
  },
  DeleteService: {
    given: ownService('deleted'),
    input: ({ own }) => ({ Id: own }),
    answer: {},
    afterwards: ['ListServices', {}, ({ own = '' }) => ({ Services: lacking('Id', own) })],
    refused: [
      { what: 'one with instances', input: ({ service }) => ({ Id: service }), code: 'ResourceInUse', status: 409 },
      { what: 'one that is not there', input: { Id: 'srv-nobody' }, code: 'ServiceNotFound', status: 404 },
    ],
  },
  UpdateServiceAttributes: {
    given: ownService('attributes'),
    input: ({ own }) => ({ ServiceId: own, Attributes: { colour: 'red' } }),
    answer: {},
    afterwards: ['GetServiceAttributes', ({ own }) => ({ ServiceId: own }), { ServiceAttributes: { Attributes: { colour: 'red' } } }],
    refused: [{ what: 'the thirty-first', input: ({ own }) => ({ ServiceId: own, Attributes: Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`k${i}`, 'v'])) }), code: 'ServiceAttributesLimitExceededException' }],
  },
  GetServiceAttributes: {
    input: ({ service }) => ({ ServiceId: service }),
    answer: { ServiceAttributes: { ServiceArn: arnOf(MAP, 'service/srv-'), Attributes: {} } },
    refused: [{ what: 'a service that is not there', input: { ServiceId: 'srv-nobody' }, code: 'ServiceNotFound', status: 404 }],
  },
  DeleteServiceAttributes: {
    given: async (ask, ids) => {
      const made = await ownService('no-attributes')(ask, ids);
      await ask(MAP, 'UpdateServiceAttributes', { ServiceId: made.own, Attributes: { a: '1', b: '2' } });
      return made;
    },
    input: ({ own }) => ({ ServiceId: own, Attributes: ['a'] }),
    answer: {},
    afterwards: ['GetServiceAttributes', ({ own }) => ({ ServiceId: own }), { ServiceAttributes: { Attributes: { b: '2' } } }],
    refused: [{ what: 'a service that is not there', input: { ServiceId: 'srv-nobody', Attributes: [] }, code: 'ServiceNotFound', status: 404 }],
  },
};
