import { DeleteServiceCommand } from '@aws-sdk/client-ecs';
import type { ContainerService, ContainerState } from '../../ports/container-service.ts';
import { unlessAws } from './aws-errors.ts';
import { configureProxy, describeProxy } from './configure-proxy.ts';
import type { ContainerParts } from './container-parts.ts';
import { describeDefinition, describeServices, fingerprintOf, newest, ownService, rolloutOf } from './ecs-services.ts';
import { ensureService, runRevision } from './ensure-service.ts';
import { bears, fromTagList, ownTags } from './tags.ts';
import { variablesOf } from './task-definition.ts';

/** {@link ContainerService} on ECS with Fargate. */
export function createContainerService(parts: ContainerParts): ContainerService {
  return {
    observe: (group, service) => observe(parts, group, service),
    ensureService: (spec) => ensureService(parts, spec),
    runRevision: (spec, revision) => runRevision(parts, spec, revision),
    configureProxy: (variable, value) => configureProxy(parts, variable, value),
    removeService: (group, service) => removeService(parts, group, service),
  };
}

async function observe({ ecs, config }: ContainerParts, group: string, name: string): Promise<ContainerState> {
  const services = await describeServices(ecs, config.aws.cluster, [name, config.proxy.service]);
  const proxy = services.get(config.proxy.service);
  const service = ownService(services.get(name), group);
  const [candidate, proxyDefinition] = await Promise.all([
    service?.taskDefinition ? describeDefinition(ecs, service.taskDefinition) : undefined,
    describeProxy(ecs, config, proxy),
  ]);
  return {
    candidate: service
      ? { revision: service.taskDefinition ?? '', fingerprint: fingerprintOf(candidate, config.aws), deployment: newest(service)?.id ?? '', desired: service.desiredCount ?? 0, running: service.runningCount ?? 0, rollout: rolloutOf(service) }
      : 'absent',
    proxy: { environment: variablesOf(proxyDefinition.definition), rollout: rolloutOf(proxyDefinition.service) },
  };
}

/** One that does not bear the group's tags is none of ours: it stays, and that is no error. */
async function removeService({ ecs, config }: ContainerParts, group: string, name: string): Promise<void> {
  const { cluster } = config.aws;
  const service = (await describeServices(ecs, cluster, [name])).get(name);
  if (service?.status !== 'ACTIVE' || !bears(fromTagList(service.tags), ownTags(group, 'candidate'))) return;
  await unlessAws(['ServiceNotFound', 'ServiceNotActive'], ecs.send(new DeleteServiceCommand({ cluster, service: name, force: true })));
}
