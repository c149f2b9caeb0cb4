import { beforeAll, expect, test } from '@jest/globals';
import { createCloudMap } from '../../../sandbox/cloud-map/cloud-map.ts';

const { service, instances } = createCloudMap({ region: 'us-east-1', account: '000000000000', now: Date.now });
const call = (operation: string, input: object): unknown => service.operations[operation]?.(input);
const ids: Record<string, string> = {};

beforeAll(async () => {
  for (const [name, operation, input] of [['dns', 'CreatePrivateDnsNamespace', { Name: 'shop.internal', Vpc: 'vpc-1' }], ['http', 'CreateHttpNamespace', { Name: 'api' }]] as const) {
    const { OperationId } = call(operation, input) as { OperationId: string };
    for (;;) {
      const { Operation } = call('GetOperation', { OperationId }) as { Operation: { Status: string; Targets: { NAMESPACE: string } } };
      ids[name] = Operation.Targets.NAMESPACE;
      if (Operation.Status === 'SUCCESS') break;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const make = (name: string, input: object) => {
    const { Service } = call('CreateService', { Name: name, NamespaceId: ids['dns'], ...input }) as { Service: { Id: string; Arn: string } };
    [ids[name], ids[`${name} arn`]] = [Service.Id, Service.Arn];
  };
  make('a', { DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] } });
  make('srv', { DnsConfig: { DnsRecords: [{ Type: 'SRV', TTL: 5 }] } });
  make('cname', { DnsConfig: { RoutingPolicy: 'WEIGHTED', DnsRecords: [{ Type: 'CNAME', TTL: 5 }] } });
  make('checked', { DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] }, HealthCheckCustomConfig: {} });
  make('full', { DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }] } });
  for (let i = 0; i < 1_000; i += 1) instances.register(ids['full arn'] ?? '', `i-${i}`, { AWS_INSTANCE_IPV4: '10.0.0.1' });
});

const A = { DnsRecords: [{ Type: 'A', TTL: 5 }] };
const named = (filter: object) => ({ Filters: [filter] });
const attributes = (serviceName: string, Attributes: object) => () => ({ ServiceId: ids[serviceName], InstanceId: 'i', Attributes });
const IPV4 = { AWS_INSTANCE_IPV4: '10.0.0.1' };

test.each<[string, string, object | (() => object), string, number]>([
  ['a namespace without a name', 'CreateHttpNamespace', { Name: '' }, 'InvalidInput', 400],
  ['a DNS namespace whose name is none', 'CreatePrivateDnsNamespace', { Name: 'a..b', Vpc: 'vpc-1' }, 'InvalidInput', 400],
  ['a DNS namespace without a VPC', 'CreatePrivateDnsNamespace', { Name: 'b.internal' }, 'InvalidInput', 400],
  ['a namespace of a name that is taken', 'CreateHttpNamespace', { Name: 'API' }, 'NamespaceAlreadyExists', 400],
  ['an update of a namespace that is not there', 'UpdateHttpNamespace', { Id: 'ns-none', Namespace: { Description: '' } }, 'NamespaceNotFound', 404],
  ['a service in a namespace that is not there', 'CreateService', { Name: 'web', NamespaceId: 'ns-none', DnsConfig: A }, 'NamespaceNotFound', 404],
  ['a service without DNS records in a DNS namespace', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'] }), 'InvalidInput', 400],
  ['a service with DNS records in an HTTP namespace', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['http'], DnsConfig: A }), 'InvalidInput', 400],
  ['a record type twice', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: { DnsRecords: [...A.DnsRecords, ...A.DnsRecords] } }), 'InvalidInput', 400],
  ['SRV beside A', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: { DnsRecords: [...A.DnsRecords, { Type: 'SRV', TTL: 1 }] } }), 'InvalidInput', 400],
  ['CNAME that is not weighted', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: { DnsRecords: [{ Type: 'CNAME', TTL: 1 }] } }), 'InvalidInput', 400],
  ['a negative time to live', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: { DnsRecords: [{ Type: 'A', TTL: -1 }] } }), 'InvalidInput', 400],
  ['two kinds of health check', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: A, HealthCheckCustomConfig: {}, HealthCheckConfig: { Type: 'HTTP' } }), 'InvalidInput', 400],
  ['a health check of Route 53', 'CreateService', () => ({ Name: 'web', NamespaceId: ids['dns'], DnsConfig: A, HealthCheckConfig: { Type: 'HTTP' } }), 'InvalidInput', 400],
  ['a service whose name is none', 'CreateService', () => ({ Name: 'a b', NamespaceId: ids['dns'], DnsConfig: A }), 'InvalidInput', 400],
  ['a service of a name that is taken', 'CreateService', () => ({ Name: 'A', NamespaceId: ids['dns'], DnsConfig: A }), 'ServiceAlreadyExists', 400],
  ['a namespace with services, to be deleted', 'DeleteNamespace', () => ({ Id: ids['dns'] }), 'ResourceInUse', 409],
  ['a service with instances, to be deleted', 'DeleteService', () => ({ Id: ids['full'] }), 'ResourceInUse', 409],
  ['an instance without the address that its record needs', 'RegisterInstance', attributes('a', {}), 'InvalidInput', 400],
  ['an address that is none', 'RegisterInstance', attributes('a', { AWS_INSTANCE_IPV4: '10.0.0.999' }), 'InvalidInput', 400],
  ['an IPv6 address that is none', 'RegisterInstance', attributes('a', { ...IPV4, AWS_INSTANCE_IPV6: 'x' }), 'InvalidInput', 400],
  ['a port that is none', 'RegisterInstance', attributes('a', { ...IPV4, AWS_INSTANCE_PORT: '65536' }), 'InvalidInput', 400],
  ['an instance of SRV without a port', 'RegisterInstance', attributes('srv', IPV4), 'InvalidInput', 400],
  ['an instance of CNAME without a name', 'RegisterInstance', attributes('cname', IPV4), 'InvalidInput', 400],
  ['a first health that is none', 'RegisterInstance', attributes('checked', { ...IPV4, AWS_INIT_HEALTH_STATUS: 'FINE' }), 'InvalidInput', 400],
  ['a first health where none is checked', 'RegisterInstance', attributes('a', { ...IPV4, AWS_INIT_HEALTH_STATUS: 'HEALTHY' }), 'InvalidInput', 400],
  ['an alias', 'RegisterInstance', attributes('a', { AWS_ALIAS_DNS_NAME: 'lb.example' }), 'InvalidInput', 400],
  ['an EC2 instance', 'RegisterInstance', attributes('a', { ...IPV4, AWS_EC2_INSTANCE_ID: 'i-1' }), 'InvalidInput', 400],
  ['an attribute in the name of AWS', 'RegisterInstance', attributes('a', { ...IPV4, AWS_MINE: '1' }), 'InvalidInput', 400],
  ['31 attributes', 'RegisterInstance', attributes('a', { ...IPV4, ...Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`k${i}`, ''])) }), 'InvalidInput', 400],
  ['a value of 1025 characters', 'RegisterInstance', attributes('a', { ...IPV4, k: 'x'.repeat(1_025) }), 'InvalidInput', 400],
  ['an instance id of 65 characters', 'RegisterInstance', () => ({ ServiceId: ids['a'], InstanceId: 'i'.repeat(65), Attributes: IPV4 }), 'InvalidInput', 400],
  ['the 1001st instance', 'RegisterInstance', attributes('full', IPV4), 'ResourceLimitExceeded', 400],
  ['an instance of a service that is not there', 'RegisterInstance', { ServiceId: 'srv-none', InstanceId: 'i', Attributes: IPV4 }, 'ServiceNotFound', 404],
  ['an instance that is not there, to be deregistered', 'DeregisterInstance', () => ({ ServiceId: ids['a'], InstanceId: 'i' }), 'InstanceNotFound', 404],
  ['a health where none is checked', 'UpdateInstanceCustomHealthStatus', () => ({ ServiceId: ids['a'], InstanceId: 'i', Status: 'HEALTHY' }), 'CustomHealthNotFound', 404],
  ['a health of an instance that is not there', 'UpdateInstanceCustomHealthStatus', () => ({ ServiceId: ids['checked'], InstanceId: 'i', Status: 'HEALTHY' }), 'InstanceNotFound', 404],
  ['a health that is none', 'UpdateInstanceCustomHealthStatus', () => ({ ServiceId: ids['checked'], InstanceId: 'i', Status: 'FINE' }), 'InvalidInput', 400],
  ['an update that names a check of Route 53', 'UpdateService', () => ({ Id: ids['a'], Service: { DnsConfig: A, HealthCheckConfig: { Type: 'HTTP' } } }), 'InvalidInput', 400],
  ['an update of a service that is not there', 'UpdateService', { Id: 'srv-none', Service: {} }, 'ServiceNotFound', 404],
  ['a namespace that is not there, asked for instances', 'DiscoverInstances', { NamespaceName: 'none', ServiceName: 'a' }, 'NamespaceNotFound', 404],
  ['a service that is not there, asked for instances', 'DiscoverInstances', { NamespaceName: 'shop.internal', ServiceName: 'none' }, 'ServiceNotFound', 404],
  ['1001 instances asked for', 'DiscoverInstances', { NamespaceName: 'shop.internal', ServiceName: 'a', MaxResults: 1_001 }, 'InvalidInput', 400],
  ['a health filter that is none', 'DiscoverInstances', { NamespaceName: 'shop.internal', ServiceName: 'a', HealthStatus: 'FINE' }, 'InvalidInput', 400],
  ['a filter of an unknown name', 'ListNamespaces', named({ Name: 'COLOUR', Values: ['red'] }), 'InvalidInput', 400],
  ['a filter with a condition that its name does not take', 'ListServices', named({ Name: 'NAMESPACE_ID', Values: ['ns'], Condition: 'BEGINS_WITH' }), 'InvalidInput', 400],
  ['EQ with two values', 'ListNamespaces', named({ Name: 'TYPE', Values: ['HTTP', 'DNS_PRIVATE'] }), 'InvalidInput', 400],
  ['a time range with one end', 'ListOperations', named({ Name: 'UPDATE_DATE', Values: ['1'], Condition: 'BETWEEN' }), 'InvalidInput', 400],
  ['a page of 101', 'ListServices', { MaxResults: 101 }, 'InvalidInput', 400],
  ['a token that is none', 'ListServices', { NextToken: 'next' }, 'InvalidInput', 400],
  ['an operation that is not there', 'GetOperation', { OperationId: 'none' }, 'OperationNotFound', 404],
  ['tags of a resource that is not there', 'ListTagsForResource', { ResourceARN: 'arn:none' }, 'ResourceNotFoundException', 404],
])('%s is refused', (_what, operation, input, code, status) => {
  expect(() => call(operation, typeof input === 'function' ? input() : input)).toThrow(expect.objectContaining({ code, status }));
});
