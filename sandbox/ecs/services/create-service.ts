import { invalidParameter } from '../errors.ts';
import { readTags } from '../inputs.ts';
import { clusterOf } from '../references.ts';
import { newDeployment, newServiceRevision } from '../scheduler/deployments.ts';
import { newServiceDeployment } from '../scheduler/service-deployment.ts';
import type { Cluster, EcsService, EcsState } from '../state.ts';
import { runnableTaskDefinition } from '../task-definitions/find-task-definition.ts';
import { checkNoPlacementRules } from './check-placement.ts';
import { checkRevision, type Surroundings } from './check-revision.ts';
import type { Revision } from './revision.ts';
import type { CreateServiceInput } from './service-input.ts';
import { firstRevision, isSameRevision } from './service-revision.ts';
import { checkSettings, settingsAfter } from './service-settings.ts';
import type { ServiceSettings } from './settings.ts';

const MOST_SERVICES = 5_000;

/** A new service, or the one that the same request made before. */
export function createService(state: EcsState, surroundings: Surroundings, input: CreateServiceInput): EcsService {
  if (input.desiredCount === undefined) throw invalidParameter('Creation of service was missing a desired count.');
  const cluster = clusterOf(state, input.cluster);
  const content = JSON.stringify(input);
  const made = madeWithToken(cluster, input.clientToken);
  if (made !== undefined && made.creation.content !== content) throw notIdempotent();
  const existing = made ?? cluster.services.get(input.serviceName);
  if (existing?.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
  if (made?.status === 'ACTIVE') return made;

  const revision = firstRevision(input, runnableTaskDefinition(state, input.taskDefinition), cluster);
  const settings = settingsAfter(input);
  if (existing?.status === 'ACTIVE') {
    if (!isSame(existing, revision, settings)) throw notIdempotent();
    return existing;
  }
  checkRevision(revision, cluster, surroundings);
  checkNoPlacementRules(input, revision);
  checkSettings(settings, input, revision);
  if ([...cluster.services.values()].filter(({ status }) => status !== 'INACTIVE').length >= MOST_SERVICES) throw invalidParameter(`The cluster has reached its quota of ${MOST_SERVICES} services.`);
  const service = newService(state, cluster, input, revision, settings, content);
  cluster.services.set(service.name, service);
  return service;
}

function newService(state: EcsState, cluster: Cluster, input: CreateServiceInput, revision: Revision, settings: ServiceSettings, content: string): EcsService {
  const now = state.now();
  const arn = state.arn(`service/${cluster.name}/${input.serviceName}`);
  const target = newServiceRevision({ arn }, revision, now);
  return {
    name: input.serviceName,
    arn,
    cluster,
    createdAt: new Date(now),
    creation: { clientToken: input.clientToken, content },
    status: 'ACTIVE',
    inactiveAt: undefined,
    settings,
    tags: readTags(input.tags),
    deployments: [newDeployment(target, now)],
    history: [newServiceDeployment({ arn }, { target, sources: [], configuration: settings.deploymentConfiguration }, now)],
    lastCompleted: undefined,
    tasks: new Set(),
    events: [],
    failuresInARow: 0,
    startsNotBefore: 0,
    steady: false,
  };
}

function madeWithToken({ services }: Cluster, token: string | undefined): EcsService | undefined {
  return token === undefined ? undefined : [...services.values()].find(({ status, creation }) => status !== 'INACTIVE' && creation.clientToken === token);
}

function isSame(existing: EcsService, revision: Revision, settings: ServiceSettings): boolean {
  const [{ revision: current }] = existing.deployments;
  const placement = ({ launchType, capacityProviderStrategy }: Revision) => [launchType, capacityProviderStrategy];
  return isSameRevision(current, revision) && JSON.stringify([placement(current), existing.settings]) === JSON.stringify([placement(revision), settings]);
}

function notIdempotent(): Error {
  return invalidParameter('Creation of service was not idempotent.');
}
