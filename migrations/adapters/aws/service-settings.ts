import type { CreateServiceCommandInput, Service, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { minimumTasks } from '../../../domain/candidate.ts';
import type { Config } from '../../../domain/config.ts';
import type { ServiceSpec } from '../../ports/container-service.ts';

/** What the service hangs together with, by ARN. */
export interface Surroundings {
  readonly taskDefinition: string;
  readonly targetGroup: string;
  readonly registry: string;
}

/** The members of a candidate's service that can be changed later, as they must be. */
type Settings = Required<Pick<CreateServiceCommandInput, 'taskDefinition' | 'loadBalancers' | 'serviceRegistries' | 'networkConfiguration' | 'deploymentConfiguration' | 'healthCheckGracePeriodSeconds'>>;

/** How long ECS leaves a task alone that does not answer its health checks yet. */
const GRACE_SECONDS = 60;

export function settingsOf({ candidate }: ServiceSpec, { network }: Config['aws'], { taskDefinition, targetGroup, registry }: Surroundings): Settings {
  return {
    taskDefinition,
    loadBalancers: [{ targetGroupArn: targetGroup, containerName: candidate.service, containerPort: candidate.port }],
    serviceRegistries: [{ registryArn: registry }],
    networkConfiguration: {
      awsvpcConfiguration: { subnets: [...network.subnets], securityGroups: [...network.securityGroups], assignPublicIp: network.publicIp ? 'ENABLED' : 'DISABLED' },
    },
    // A revision that does not come up ends as a failed rollout; going back is the engine's decision, not ECS's.
    deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100, deploymentCircuitBreaker: { enable: true, rollback: false } },
    healthCheckGracePeriodSeconds: GRACE_SECONDS,
  };
}

/** What of the service differs from its settings, as UpdateService takes it; `undefined` where nothing does. Tasks are only ever added: how many there are beyond the minimum is Auto Scaling's. */
export function differences(service: Service, wanted: Settings, spec: ServiceSpec): Partial<UpdateServiceCommandInput> | undefined {
  const minimum = minimumTasks(spec.candidate);
  const found: Partial<UpdateServiceCommandInput> = {
    ...(service.taskDefinition === wanted.taskDefinition ? {} : { taskDefinition: wanted.taskDefinition }),
    ...(covers(service.loadBalancers, wanted.loadBalancers) ? {} : { loadBalancers: wanted.loadBalancers }),
    ...(covers(service.serviceRegistries, wanted.serviceRegistries) ? {} : { serviceRegistries: wanted.serviceRegistries }),
    ...(covers(service.networkConfiguration, wanted.networkConfiguration) ? {} : { networkConfiguration: wanted.networkConfiguration }),
    ...((service.desiredCount ?? 0) >= minimum ? {} : { desiredCount: minimum }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Whether all that is wanted is there; what AWS adds of its own does not count, nor does the order of a list. */
function covers(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && found.length === wanted.length && wanted.every((each) => found.some((other) => covers(other, each)));
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([member, value]) => covers((found as Record<string, unknown>)[member], value));
}
