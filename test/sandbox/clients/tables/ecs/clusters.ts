import type { Row } from '../../row.ts';
import { arnOf, having } from '../expected.ts';
import { ownCluster } from './making.ts';

export const clusters: Readonly<Record<string, Row>> = {
  CreateCluster: {
    input: { clusterName: 'made', settings: [{ name: 'containerInsights', value: 'enabled' }], tags: [{ key: 'team', value: 'shop' }] },
    answer: { cluster: { clusterArn: arnOf('ecs', 'cluster/made$'), clusterName: 'made', status: 'ACTIVE', runningTasksCount: 0, settings: [{ name: 'containerInsights', value: 'enabled' }], tags: [{ key: 'team', value: 'shop' }] } },
    refused: [{ what: 'a name with a space', input: { clusterName: 'a shop' }, code: 'InvalidParameterException' }],
  },
  DescribeClusters: {
    input: { clusters: ['scene', 'nobody'] },
    answer: { clusters: [{ clusterName: 'scene', status: 'ACTIVE' }], failures: [{ arn: arnOf('ecs', 'cluster/nobody$'), reason: 'MISSING' }] },
  },
  ListClusters: { input: {}, answer: { clusterArns: having(arnOf('ecs', 'cluster/scene$')) } },
  UpdateCluster: {
    given: ownCluster('updated'),
    input: { cluster: 'updated', settings: [{ name: 'containerInsights', value: 'enhanced' }] },
    answer: { cluster: { clusterName: 'updated', settings: [{ name: 'containerInsights', value: 'enhanced' }] } },
    refused: [{ what: 'a cluster that is not there', input: { cluster: 'nobody' }, code: 'ClusterNotFoundException' }],
  },
  UpdateClusterSettings: {
    given: ownCluster('settings'),
    input: { cluster: 'settings', settings: [{ name: 'containerInsights', value: 'enabled' }] },
    answer: { cluster: { clusterName: 'settings', settings: [{ name: 'containerInsights', value: 'enabled' }] } },
    refused: [{ what: 'a cluster that is not there', input: { cluster: 'nobody', settings: [] }, code: 'ClusterNotFoundException' }],
  },
  PutClusterCapacityProviders: {
    given: ownCluster('providers'),
    input: { cluster: 'providers', capacityProviders: ['FARGATE', 'FARGATE_SPOT'], defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
    answer: { cluster: { capacityProviders: ['FARGATE', 'FARGATE_SPOT'], defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] } },
    refused: [{ what: 'a provider that there is not', input: { cluster: 'providers', capacityProviders: ['nobody'], defaultCapacityProviderStrategy: [] }, code: 'InvalidParameterException' }],
  },
  DescribeCapacityProviders: {
    input: { capacityProviders: ['FARGATE', 'nobody'] },
    answer: { capacityProviders: [{ name: 'FARGATE', status: 'ACTIVE' }], failures: [{ reason: 'MISSING' }] },
  },
  DeleteCluster: {
    given: ownCluster('to-delete'),
    input: { cluster: 'to-delete' },
    answer: { cluster: { clusterName: 'to-delete', status: 'INACTIVE' } },
    refused: [
      { what: 'one with services', input: { cluster: 'scene' }, code: 'ClusterContainsServicesException' },
      { what: 'one that is not there', input: { cluster: 'nobody' }, code: 'ClusterNotFoundException' },
    ],
  },
};
