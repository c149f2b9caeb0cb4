import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { checkRevision, type Surroundings } from './check-revision.ts';
import { clusterOf } from './clusters.ts';
import { newDeployment } from './deployments.ts';
import { invalidParameter, serviceNotActive, serviceNotFound } from './errors.ts';
import { clusterReference, ecsOperation, lastPart, nextToken, pageOf, readTags } from './inputs.ts';
import { deploy } from './scheduler.ts';
import { createServiceInput, updateServiceInput, type CreateServiceInput, type UpdateServiceInput } from './service-input.ts';
import { serviceOutput } from './service-output.ts';
import { checkGracePeriod, firstRevision, isSameRevision, revisionAfter, settingsAfter } from './service-settings.ts';
import type { Cluster, EcsService, EcsState } from './state.ts';
import { runnableTaskDefinition } from './task-definitions.ts';

const MAX_DESCRIBED = 10;

const describeInput = z.object({
  cluster: clusterReference,
  services: z.array(z.string().min(1), { error: 'Services cannot be empty.' }).min(1, 'Services cannot be empty.').max(MAX_DESCRIBED),
  include: z.array(z.string()).default([]),
});

const listInput = z.object({
  cluster: clusterReference,
  launchType: z.string().optional(),
  schedulingStrategy: z.string().optional(),
  maxResults: z.number().int().min(1).max(100).default(10),
  nextToken,
});

export function serviceOperations(state: EcsState, surroundings: Surroundings, wake: (service: EcsService) => void): Readonly<Record<string, Operation>> {
  const answer = (service: EcsService) => {
    wake(service);
    return { service: serviceOutput(service, { withTags: true }) };
  };
  return {
    CreateService: ecsOperation(createServiceInput, (input) => answer(createService(state, surroundings, input))),
    UpdateService: ecsOperation(updateServiceInput, (input) => answer(updateService(state, surroundings, input))),
    DeleteService: ecsOperation(z.object({ cluster: clusterReference, service: z.string().min(1), force: z.boolean().default(false) }), ({ cluster, service, force }) =>
      answer(deleteService(serviceOf(clusterOf(state, cluster), service), force)),
    ),
    DescribeServices: ecsOperation(describeInput, ({ cluster: reference, services, include }) => {
      const cluster = clusterOf(state, reference);
      const found = services.map((name) => ({ name, service: cluster.services.get(lastPart(name)) }));
      return {
        services: found.flatMap(({ service }) => (service === undefined ? [] : [serviceOutput(service, { withTags: include.includes('TAGS') })])),
        failures: found.filter(({ service }) => service === undefined).map(({ name }) => ({ arn: state.arn(`service/${cluster.name}/${lastPart(name)}`), reason: 'MISSING' })),
      };
    }),
    ListServices: ecsOperation(listInput, ({ cluster, launchType, schedulingStrategy, maxResults, nextToken }) => {
      const shown = [...clusterOf(state, cluster).services.values()].filter(
        ({ status, deployments: [{ revision }] }) =>
          status === 'ACTIVE' && (launchType === undefined || revision.launchType === launchType) && (schedulingStrategy === undefined || schedulingStrategy === 'REPLICA'),
      );
      const cut = pageOf(shown, ({ name }) => name, maxResults, nextToken);
      return { serviceArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
  };
}

/** The service of that name or ARN, whatever its status. */
export function serviceOf(cluster: Cluster, reference: string): EcsService {
  const service = cluster.services.get(lastPart(reference));
  if (service === undefined) throw serviceNotFound();
  return service;
}

function createService(state: EcsState, surroundings: Surroundings, input: CreateServiceInput): EcsService {
  if (input.desiredCount === undefined) throw invalidParameter('Creation of service was missing a desired count.');
  const cluster = clusterOf(state, input.cluster);
  const revision = firstRevision(input, runnableTaskDefinition(state, input.taskDefinition));
  const settings = settingsAfter(input);
  const existing = cluster.services.get(input.serviceName);
  if (existing?.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
  if (existing?.status === 'ACTIVE') {
    const isSame = isSameRevision(existing.deployments[0].revision, revision) && JSON.stringify(existing.settings) === JSON.stringify(settings);
    if (isSame) return existing;
    throw invalidParameter('Creation of service was not idempotent.');
  }
  checkRevision(revision, surroundings);
  checkGracePeriod(input, revision);
  const now = state.now();
  const service: EcsService = {
    name: input.serviceName,
    arn: state.arn(`service/${cluster.name}/${input.serviceName}`),
    cluster,
    createdAt: new Date(now),
    status: 'ACTIVE',
    settings,
    tags: readTags(input.tags),
    deployments: [newDeployment(revision, now)],
    lastCompleted: undefined,
    tasks: new Set(),
    events: [],
    failuresInARow: 0,
    startsNotBefore: 0,
    steady: false,
  };
  cluster.services.set(service.name, service);
  return service;
}

function updateService(state: EcsState, surroundings: Surroundings, input: UpdateServiceInput): EcsService {
  const service = serviceOf(clusterOf(state, input.cluster), input.service);
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  const [{ revision: before }] = service.deployments;
  const definition = input.taskDefinition === undefined ? before.taskDefinition : runnableTaskDefinition(state, input.taskDefinition);
  const revision = revisionAfter(input, definition, before);
  const isNew = input.forceNewDeployment || !isSameRevision(revision, before);
  if (isNew) checkRevision(revision, surroundings);
  checkGracePeriod(input, revision);
  const settings = settingsAfter(input, service.settings);
  if (settings.desiredCount !== service.settings.desiredCount) service.steady = false;
  service.settings = settings;
  if (isNew) deploy(service, revision, state.now());
  return service;
}

function deleteService(service: EcsService, force: boolean): EcsService {
  if (service.status === 'INACTIVE') throw serviceNotFound();
  if (service.status === 'ACTIVE' && service.settings.desiredCount > 0 && !force) throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  service.status = 'DRAINING';
  service.settings = { ...service.settings, desiredCount: 0 };
  return service;
}
