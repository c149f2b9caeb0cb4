import { z } from 'zod';
import type { Snapshot } from '../../state/snapshot.ts';
import type { Revision, ServiceRevision } from '../services/revision.ts';
import type { Cluster, EcsService, EcsState, Family } from '../state.ts';
import { findTaskDefinition } from '../task-definitions/find-task-definition.ts';
import { checkRegistration } from '../task-definitions/task-definition.ts';
import { restoreTask } from './restore-task.ts';
import { snapshotSchema, type SavedCluster, type SavedFamily, type SavedRevision, type SavedService } from './snapshot-schema.ts';

/** Enters what an earlier ECS had into an empty state. Tasks come back stopped. Throws on what is no snapshot of ECS. */
export function restoreSnapshot(state: EcsState, snapshot: Snapshot): void {
  const parsed = snapshotSchema.safeParse(snapshot);
  if (!parsed.success) throw new Error(`The saved state of ECS cannot be read: ${z.prettifyError(parsed.error)}. Take the directory away to begin anew.`);
  for (const [name, value] of Object.entries(parsed.data.accountSettings)) state.accountSettings.set(name, value);
  for (const family of parsed.data.families) state.families.set(family.name, restoreFamily(state, family));
  for (const cluster of parsed.data.clusters) state.clusters.set(cluster.name, restoreCluster(state, cluster));
}

function restoreFamily(state: EcsState, { name, latest, revisions }: SavedFamily): Family {
  const definitions = revisions.map(({ revision, registration: input, registeredAt, deregisteredAt, deleteRequestedAt, tags }) => {
    const { registration, fitsFargate } = checkRegistration(input);
    const arn = state.arn(`task-definition/${name}:${revision}`);
    return { arn, family: name, revision, containers: registration.containerDefinitions, registration, fitsFargate, registeredAt, deregisteredAt, deleteRequestedAt, tags };
  });
  return { latest, revisions: new Map(definitions.map((definition) => [definition.revision, definition])) };
}

function restoreCluster(state: EcsState, { name, status, tags, settings, services, tasks }: SavedCluster): Cluster {
  const cluster: Cluster = { name, arn: state.arn(`cluster/${name}`), status, tags, settings: { ...settings, configuration: settings.configuration }, services: new Map(), tasks: new Map() };
  for (const service of services) cluster.services.set(service.name, restoreService(state, cluster, service));
  for (const saved of tasks) {
    const owner = saved.owner && cluster.services.get(saved.owner.service);
    const task = restoreTask(state, cluster, saved, { revision: restoreRevision(state, saved.revision), owner: owner && { service: owner, deploymentId: saved.owner?.deploymentId ?? '' } });
    cluster.tasks.set(task.id, task);
  }
  return cluster;
}

function restoreService(state: EcsState, cluster: Cluster, { revisions, deployments, history, lastCompleted, creation, inactiveAt, ...service }: SavedService): EcsService {
  const byArn = new Map(revisions.map((saved) => [saved.arn, { ...restoreRevision(state, saved), arn: saved.arn, createdAt: saved.createdAt }]));
  const find = (arn: string): ServiceRevision => byArn.get(arn) ?? missing(arn);
  const restoreDeployment = (deployment: SavedService['deployments'][number]) => ({ ...deployment, revision: find(deployment.revision) });
  const restoreRecord = (record: SavedService['history'][number]) => ({
    ...record,
    statusReason: record.statusReason,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    stoppedAt: record.stoppedAt,
    target: find(record.target),
    sources: record.sources.map(find),
    rollback: record.rollback && { ...record.rollback, revision: find(record.rollback.revision) },
  });
  const [primary, ...others] = deployments;
  const [current, ...earlier] = history;
  return {
    ...service,
    arn: state.arn(`service/${cluster.name}/${service.name}`),
    cluster,
    creation: { clientToken: creation.clientToken, content: creation.content },
    inactiveAt,
    deployments: [restoreDeployment(primary), ...others.map(restoreDeployment)],
    history: [restoreRecord(current), ...earlier.map(restoreRecord)],
    lastCompleted: lastCompleted && { ...lastCompleted, revision: find(lastCompleted.revision) },
    tasks: new Set(),
    failuresInARow: 0,
    startsNotBefore: 0,
    steady: false,
  };
}

function restoreRevision(state: EcsState, saved: SavedRevision): Revision {
  const { launchType, capacityProviderStrategy, platformVersion, networkConfiguration, loadBalancers, serviceRegistries } = saved;
  return { taskDefinition: findTaskDefinition(state, saved.taskDefinition) ?? missing(saved.taskDefinition), launchType, capacityProviderStrategy, platformVersion, networkConfiguration, loadBalancers, serviceRegistries };
}

function missing(arn: string): never {
  throw new Error(`The saved state of ECS cannot be read: it refers to ${arn}, which is not in it. Take the directory away to begin anew.`);
}
