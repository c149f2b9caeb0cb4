import { tagOutput } from '../inputs.ts';
import { runsOnFargate } from '../services/revision.ts';
import type { Cluster } from '../state.ts';

const PARTS = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] as const;
export type ClusterPart = (typeof PARTS)[number];

export const ALL_PARTS: readonly ClusterPart[] = PARTS;

/** A cluster as DescribeClusters shows it: these parts are there only on demand. */
export function clusterOutput(cluster: Cluster, parts: readonly string[]): Record<string, unknown> {
  const { settings } = cluster;
  const tasks = [...cluster.tasks.values()];
  const shows = (part: ClusterPart) => parts.includes(part);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(isPending).length,
    activeServicesCount: [...cluster.services.values()].filter(({ status }) => status === 'ACTIVE').length,
    statistics: shows('STATISTICS') ? statistics(cluster) : [],
    settings: shows('SETTINGS') ? [{ name: 'containerInsights', value: settings.containerInsights }] : [],
    configuration: shows('CONFIGURATIONS') ? settings.configuration : undefined,
    capacityProviders: settings.capacityProviders,
    defaultCapacityProviderStrategy: settings.defaultStrategy,
    tags: shows('TAGS') ? tagOutput(cluster.tags) : [],
  };
}

/** Every task runs on Fargate; a service of another launch type has none. */
function statistics({ services, tasks }: Cluster): readonly { readonly name: string; readonly value: string }[] {
  const count = (status: string, onFargate: boolean) => [...services.values()].filter((service) => service.status === status && runsOnFargate(service.deployments[0].revision) === onFargate).length;
  const counts = {
    runningEC2TasksCount: 0,
    runningFargateTasksCount: [...tasks.values()].filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingEC2TasksCount: 0,
    pendingFargateTasksCount: [...tasks.values()].filter(isPending).length,
    activeEC2ServiceCount: count('ACTIVE', false),
    activeFargateServiceCount: count('ACTIVE', true),
    drainingEC2ServiceCount: count('DRAINING', false),
    drainingFargateServiceCount: count('DRAINING', true),
  };
  return Object.entries(counts).map(([name, value]) => ({ name, value: String(value) }));
}

/** On its way to RUNNING. */
export function isPending({ lastStatus }: { readonly lastStatus: string }): boolean {
  return lastStatus === 'PROVISIONING' || lastStatus === 'PENDING' || lastStatus === 'ACTIVATING';
}
