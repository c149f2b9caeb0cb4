import { serviceNotActive } from '../errors.ts';
import { clusterOf, serviceOf } from '../references.ts';
import { deploy } from '../scheduler/deployments.ts';
import type { EcsService, EcsState } from '../state.ts';
import { runnableTaskDefinition } from '../task-definitions/find-task-definition.ts';
import { checkNoPlacementRules } from './check-placement.ts';
import { checkRevision, type Surroundings } from './check-revision.ts';
import type { UpdateServiceInput } from './service-input.ts';
import { isSameRevision, revisionAfter } from './service-revision.ts';
import { checkSettings, settingsAfter } from './service-settings.ts';

/** Changes an active service; a refused request changes nothing. */
export function updateService(state: EcsState, surroundings: Surroundings, input: UpdateServiceInput): EcsService {
  const cluster = clusterOf(state, input.cluster);
  const service = serviceOf(cluster, input.service);
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  const [{ revision: before }] = service.deployments;
  const definition = input.taskDefinition === undefined ? before.taskDefinition : runnableTaskDefinition(state, input.taskDefinition);
  const revision = revisionAfter(input, definition, before);
  const settings = settingsAfter(input, service.settings);
  const isNew = input.forceNewDeployment || !isSameRevision(revision, before);
  if (isNew) checkRevision(revision, cluster, surroundings);
  checkNoPlacementRules(input, revision);
  checkSettings(settings, input, revision);
  if (settings.desiredCount !== service.settings.desiredCount) service.steady = false;
  service.settings = settings;
  if (isNew) deploy(service, revision, state.now());
  return service;
}
