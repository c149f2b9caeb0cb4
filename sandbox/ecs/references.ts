import { clusterInactive, clusterNotFound, invalidParameter, serviceNotFound } from './errors.ts';
import { lastPart } from './inputs.ts';
import type { Cluster, EcsService, EcsState, Task } from './state.ts';

/** The active cluster of that name or ARN. */
export function clusterOf(state: EcsState, reference: string): Cluster {
  const cluster = findCluster(state, reference);
  if (cluster === undefined) throw clusterNotFound();
  if (cluster.status === 'INACTIVE') throw clusterInactive();
  return cluster;
}

/** The cluster of that name or ARN, whatever its status. */
export function findCluster({ clusters }: EcsState, reference: string): Cluster | undefined {
  const cluster = clusters.get(lastPart(reference));
  return reference.startsWith('arn:') && cluster?.arn !== reference ? undefined : cluster;
}

/** The service of that name or ARN, whatever its status. */
export function serviceOf(cluster: Cluster, reference: string): EcsService {
  const service = findService(cluster, reference);
  if (service === undefined) throw serviceNotFound();
  return service;
}

export function findService(cluster: Cluster, reference: string): EcsService | undefined {
  return cluster.services.get(idWithin(cluster, 'service', reference));
}

export function findTask(cluster: Cluster, reference: string): Task | undefined {
  return cluster.tasks.get(idWithin(cluster, 'task', reference));
}

/** The name or id that a reference has in its cluster. An ARN of another kind or of another cluster is refused. */
function idWithin(cluster: Cluster, kind: 'service' | 'task', reference: string): string {
  if (!reference.startsWith('arn:')) return reference;
  const [, found, clusterName, id] = /^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:([\w-]+)\/(?:([\w-]+)\/)?([\w-]+)$/.exec(reference) ?? [];
  if (found !== kind || id === undefined) throw invalidParameter(`Invalid identifier: ${reference}`);
  if (clusterName !== undefined && clusterName !== cluster.name) throw invalidParameter(`Invalid identifier: Identifier is for cluster ${clusterName}. Your cluster is ${cluster.name}`);
  return id;
}
