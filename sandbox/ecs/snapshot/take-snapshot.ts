import type { Snapshot } from '../../state/snapshot.ts';
import type { Revision } from '../services/revision.ts';
import type { Cluster, EcsService, EcsState, Family, Task } from '../state.ts';

/** What ECS must keep to be the same after a restart. What runs is not in it: tasks come back as stopped ones. */
export function takeSnapshot({ accountSettings, families, clusters }: EcsState): Snapshot {
  return toJson({
    accountSettings,
    families: [...families].map(([name, family]) => saveFamily(name, family)),
    clusters: [...clusters.values()].map(saveCluster),
  });
}

function saveFamily(name: string, { latest, revisions }: Family): unknown {
  const saved = [...revisions.values()].map(({ revision, registration, registeredAt, deregisteredAt, deleteRequestedAt, tags }) => ({ revision, registration, registeredAt, deregisteredAt, deleteRequestedAt, tags }));
  return { name, latest, revisions: saved };
}

function saveCluster({ name, status, tags, settings, services, tasks }: Cluster): unknown {
  return { name, status, tags, settings, services: [...services.values()].map(saveService), tasks: [...tasks.values()].map(saveTask) };
}

function saveService({ cluster: _cluster, arn: _arn, tasks: _tasks, ...service }: EcsService): unknown {
  const revisions = new Set([...service.deployments.map(({ revision }) => revision), ...service.history.flatMap(({ target, sources }) => [target, ...sources]), ...(service.lastCompleted === undefined ? [] : [service.lastCompleted.revision])]);
  return {
    ...service,
    revisions: [...revisions].map((revision) => ({ ...saveRevision(revision), arn: revision.arn, createdAt: revision.createdAt })),
    deployments: service.deployments.map((deployment) => ({ ...deployment, revision: deployment.revision.arn })),
    history: service.history.map((record) => ({
      ...record,
      target: record.target.arn,
      sources: record.sources.map(({ arn }) => arn),
      rollback: record.rollback && { ...record.rollback, revision: record.rollback.revision.arn },
    })),
    lastCompleted: service.lastCompleted && { ...service.lastCompleted, revision: service.lastCompleted.revision.arn },
  };
}

function saveTask({ request, containers, ...task }: Task): unknown {
  const { revision, owner, capacityProvider, overrides, group, startedBy, enableExecuteCommand } = request;
  const { id, tags, version, address, createdAt, startedAt, stoppingAt, stoppedAt, stopCode, stoppedReason } = task;
  const life = { id, tags, version, address, createdAt, startedAt, stoppingAt, stoppedAt, stopCode, stoppedReason };
  const asked = { capacityProvider, overrides, group, startedBy, enableExecuteCommand };
  return {
    ...life,
    ...asked,
    revision: saveRevision(revision),
    owner: owner && { service: owner.service.name, deploymentId: owner.deploymentId },
    containers: containers.map(({ definition, runtimeId, exit }) => ({ name: definition.name, runtimeId, exit })),
  };
}

function saveRevision(revision: Revision): Record<string, unknown> {
  return { ...revision, taskDefinition: revision.taskDefinition.arn };
}

/** Dates become epoch ms, maps objects; what is undefined is left out. */
function toJson(value: unknown): Snapshot {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value as Snapshot;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, toJson(member)]),
  );
}
