import type { Row } from '../../row.ts';
import { aNumber, text } from '../expected.ts';
import { ownService, ownInstance } from './making.ts';

export const instances: Readonly<Record<string, Row>> = {
  RegisterInstance: {
    given: ownService('registered'),
    input: ({ own }) => ({ ServiceId: own, InstanceId: 'one', Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', colour: 'red' } }),
    answer: { OperationId: text },
    afterwards: ['ListInstances', ({ own }) => ({ ServiceId: own }), { Instances: [{ Id: 'one', Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', colour: 'red' } }] }],
    refused: [
      { what: 'a service that is not there', input: { ServiceId: 'srv-nobody', InstanceId: 'one', Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1' } }, code: 'ServiceNotFound', status: 404 },
      { what: 'an address that is none', input: ({ own }) => ({ ServiceId: own, InstanceId: 'two', Attributes: { AWS_INSTANCE_IPV4: 'nowhere' } }), code: 'InvalidInput' },
    ],
  },
  DeregisterInstance: {
    given: ownInstance('deregistered'),
    input: ({ own }) => ({ ServiceId: own, InstanceId: 'one' }),
    answer: { OperationId: text },
    afterwards: ['ListInstances', ({ own }) => ({ ServiceId: own }), { Instances: [] }],
    refused: [{ what: 'one that is not there', input: ({ own }) => ({ ServiceId: own, InstanceId: 'nobody' }), code: 'InstanceNotFound', status: 404 }],
  },
  GetInstance: {
    input: ({ service }) => ({ ServiceId: service, InstanceId: 'one' }),
    answer: { Instance: { Id: 'one', Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: '8080' } } },
    refused: [{ what: 'one that is not there', input: ({ service }) => ({ ServiceId: service, InstanceId: 'nobody' }), code: 'InstanceNotFound', status: 404 }],
  },
  ListInstances: {
    input: ({ service }) => ({ ServiceId: service }),
    answer: { Instances: [{ Id: 'one' }] },
    refused: [{ what: 'a service that is not there', input: { ServiceId: 'srv-nobody' }, code: 'ServiceNotFound', status: 404 }],
  },
  GetInstancesHealthStatus: {
    given: ownInstance('healthy', { HealthCheckCustomConfig: {} }),
    input: ({ own }) => ({ ServiceId: own }),
    answer: { Status: { one: 'HEALTHY' } },
    refused: [{ what: 'an instance that is not there', input: ({ own }) => ({ ServiceId: own, Instances: ['nobody'] }), code: 'InstanceNotFound', status: 404 }],
  },
  UpdateInstanceCustomHealthStatus: {
    given: ownInstance('reported', { HealthCheckCustomConfig: {} }),
    input: ({ own }) => ({ ServiceId: own, InstanceId: 'one', Status: 'UNHEALTHY' }),
    answer: {},
    afterwards: ['GetInstancesHealthStatus', ({ own }) => ({ ServiceId: own }), { Status: { one: 'UNHEALTHY' } }],
    refused: [{ what: 'a service without a custom health check', input: ({ service }) => ({ ServiceId: service, InstanceId: 'one', Status: 'UNHEALTHY' }), code: 'CustomHealthNotFound', status: 404 }],
  },
  DiscoverInstances: {
    input: { NamespaceName: 'scene.http', ServiceName: 'scene' },
    answer: { Instances: [{ InstanceId: 'one', NamespaceName: 'scene.http', ServiceName: 'scene', Attributes: { AWS_INSTANCE_PORT: '8080' } }], InstancesRevision: aNumber },
    refused: [
      { what: 'a service that is not there', input: { NamespaceName: 'scene.http', ServiceName: 'nobody' }, code: 'ServiceNotFound', status: 404 },
      { what: 'a namespace that is not there', input: { NamespaceName: 'nobody', ServiceName: 'scene' }, code: 'NamespaceNotFound', status: 404 },
    ],
  },
  DiscoverInstancesRevision: {
    input: { NamespaceName: 'scene.http', ServiceName: 'scene' },
    answer: { InstancesRevision: aNumber },
    refused: [{ what: 'a service that is not there', input: { NamespaceName: 'scene.http', ServiceName: 'nobody' }, code: 'ServiceNotFound', status: 404 }],
  },
};
