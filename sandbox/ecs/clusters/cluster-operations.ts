import { z } from 'zod';
import { NO_TAGS } from '../../json-api/tags.ts';
import { AwsError, type Operation } from '../../wire/service.ts';
import { ecsOperation, include, lastPart, nextToken, pageOf, pageSize, partition, readTags, resourceName, tagList } from '../inputs.ts';
import { clusterOf, findCluster } from '../references.ts';
import type { Cluster, ClusterSettings, EcsState } from '../state.ts';
import { capacityProviderStrategy, checkStrategy, readProviders } from './capacity-providers.ts';
import { ALL_PARTS, clusterOutput } from './cluster-output.ts';

const cluster = z.string().min(1);
const settings = z.array(z.object({ name: z.literal('containerInsights'), value: z.enum(['enhanced', 'enabled', 'disabled']) })).max(1);
const configuration = z.record(z.string(), z.unknown());

const createInput = z.object({
  clusterName: resourceName.default('default'),
  tags: tagList,
  settings: settings.optional(),
  configuration: configuration.optional(),
  capacityProviders: z.array(cluster).max(20).default([]),
  defaultCapacityProviderStrategy: capacityProviderStrategy.default([]),
});

export function clusterOperations(state: EcsState): Readonly<Record<string, Operation>> {
  const change = (reference: string, more: Partial<ClusterSettings>) => {
    const found = clusterOf(state, reference);
    found.settings = { ...found.settings, ...more };
    return { cluster: clusterOutput(found, ALL_PARTS) };
  };
  return {
    CreateCluster: ecsOperation(createInput, (input) => {
      const existing = state.clusters.get(input.clusterName);
      return { cluster: clusterOutput(existing?.status === 'ACTIVE' ? existing : createCluster(state, input), ALL_PARTS) };
    }),
    DescribeClusters: ecsOperation(z.object({ clusters: z.array(z.string()).max(100).optional(), include }), ({ clusters, include }) => {
      const references = clusters === undefined || clusters.length === 0 ? ['default'] : clusters;
      const { found, failures } = partition(references, (reference) => findCluster(state, reference), (name) => state.arn(`cluster/${name}`));
      return { clusters: found.map((each) => clusterOutput(each, include)), failures };
    }),
    ListClusters: ecsOperation(z.object({ maxResults: pageSize(100), nextToken }), ({ maxResults, nextToken }) => {
      const active = [...state.clusters.values()].filter(({ status }) => status === 'ACTIVE');
      const cut = pageOf(active, ({ name }) => name, maxResults, nextToken);
      return { clusterArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
    UpdateCluster: ecsOperation(z.object({ cluster, settings: settings.optional(), configuration: configuration.optional() }), ({ cluster, settings, configuration }) =>
      change(cluster, { ...insights(settings), ...(configuration === undefined ? {} : { configuration }) }),
    ),
    UpdateClusterSettings: ecsOperation(z.object({ cluster, settings }), ({ cluster, settings }) => change(cluster, insights(settings))),
    PutClusterCapacityProviders: ecsOperation(
      z.object({ cluster, capacityProviders: z.array(z.string()).max(20), defaultCapacityProviderStrategy: capacityProviderStrategy }),
      (input) => {
        const capacityProviders = readProviders(input.capacityProviders);
        checkProvidersFree(clusterOf(state, input.cluster), capacityProviders);
        checkStrategy(input.defaultCapacityProviderStrategy, { capacityProviders });
        return change(input.cluster, { capacityProviders, defaultStrategy: input.defaultCapacityProviderStrategy });
      },
    ),
    DeleteCluster: ecsOperation(z.object({ cluster }), ({ cluster }) => ({ cluster: clusterOutput(deleteCluster(clusterOf(state, cluster)), ALL_PARTS) })),
  };
}

function createCluster(state: EcsState, input: z.output<typeof createInput>): Cluster {
  const { clusterName: name, configuration, defaultCapacityProviderStrategy: defaultStrategy } = input;
  const capacityProviders = readProviders(input.capacityProviders);
  checkStrategy(defaultStrategy, { capacityProviders });
  const { containerInsights = state.accountSettings.get('containerInsights') ?? 'disabled' } = insights(input.settings);
  const created: Cluster = {
    name,
    arn: state.arn(`cluster/${name}`),
    status: 'ACTIVE',
    tags: readTags(input.tags),
    settings: { containerInsights, configuration, capacityProviders, defaultStrategy },
    services: new Map(),
    tasks: new Map(),
  };
  state.clusters.set(name, created);
  return created;
}

function insights(list: z.output<typeof settings> = []): { readonly containerInsights?: string } {
  return list[0] === undefined ? {} : { containerInsights: list[0].value };
}

function checkProvidersFree({ services, settings }: Cluster, kept: readonly string[]): void {
  const used = [...services.values()].filter(({ status }) => status !== 'INACTIVE').flatMap(({ deployments }) => deployments.flatMap(({ revision }) => revision.capacityProviderStrategy));
  const removed = settings.capacityProviders.filter((name) => !kept.includes(name));
  if (used.some(({ capacityProvider }) => removed.includes(lastPart(capacityProvider)))) {
    throw new AwsError('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.');
  }
}

function deleteCluster(found: Cluster): Cluster {
  if ([...found.services.values()].some(({ status }) => status !== 'INACTIVE')) {
    throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
  }
  if ([...found.tasks.values()].some(({ lastStatus }) => lastStatus !== 'STOPPED')) {
    throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
  }
  found.status = 'INACTIVE';
  found.tags = NO_TAGS;
  return found;
}
