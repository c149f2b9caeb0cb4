import { z } from 'zod';
import { NO_TAGS } from '../json-api/tags.ts';
import { AwsError, type Operation } from '../wire/service.ts';
import { clusterNotFound } from './errors.ts';
import { clusterReference, ecsOperation, lastPart, nextToken, pageOf, readTags, resourceName, tagList, tagOutput } from './inputs.ts';
import type { Cluster, EcsState } from './state.ts';

export function clusterOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    CreateCluster: ecsOperation(z.object({ clusterName: resourceName.default('default'), tags: tagList }), ({ clusterName, tags }) => {
      const existing = state.clusters.get(clusterName);
      if (existing?.status === 'ACTIVE') return { cluster: clusterOutput(existing) };
      const arn = state.arn(`cluster/${clusterName}`);
      const cluster: Cluster = { name: clusterName, arn, status: 'ACTIVE', tags: readTags(tags), services: new Map(), tasks: new Map() };
      state.clusters.set(clusterName, cluster);
      return { cluster: clusterOutput(cluster) };
    }),
    DescribeClusters: ecsOperation(z.object({ clusters: z.array(z.string()).max(100).default(['default']) }), ({ clusters }) => {
      const found = clusters.map((reference) => ({ reference, cluster: state.clusters.get(lastPart(reference)) }));
      return {
        clusters: found.flatMap(({ cluster }) => (cluster === undefined ? [] : [clusterOutput(cluster)])),
        failures: found.filter(({ cluster }) => cluster === undefined).map(({ reference }) => ({ arn: state.arn(`cluster/${lastPart(reference)}`), reason: 'MISSING' })),
      };
    }),
    ListClusters: ecsOperation(z.object({ maxResults: z.number().int().min(1).max(100).default(100), nextToken }), ({ maxResults, nextToken }) => {
      const active = [...state.clusters.values()].filter(({ status }) => status === 'ACTIVE');
      const cut = pageOf(active, ({ name }) => name, maxResults, nextToken);
      return { clusterArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
    DeleteCluster: ecsOperation(z.object({ cluster: z.string().min(1) }), ({ cluster: reference }) => {
      const cluster = clusterOf(state, reference);
      if ([...cluster.services.values()].some(({ status }) => status !== 'INACTIVE')) {
        throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
      }
      if ([...cluster.tasks.values()].some(({ lastStatus }) => lastStatus !== 'STOPPED')) {
        throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
      }
      cluster.status = 'INACTIVE';
      cluster.tags = NO_TAGS;
      return { cluster: clusterOutput(cluster) };
    }),
  };
}

/** The active cluster of that name or ARN. */
export function clusterOf(state: EcsState, reference: z.output<typeof clusterReference>): Cluster {
  const cluster = state.clusters.get(lastPart(reference));
  if (cluster?.status !== 'ACTIVE') throw clusterNotFound();
  return cluster;
}

function clusterOutput(cluster: Cluster): Record<string, unknown> {
  const tasks = [...cluster.tasks.values()];
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING').length,
    activeServicesCount: [...cluster.services.values()].filter(({ status }) => status === 'ACTIVE').length,
    statistics: [],
    settings: [{ name: 'containerInsights', value: 'disabled' }],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
    tags: tagOutput(cluster.tags),
  };
}
