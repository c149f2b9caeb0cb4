import { invalidParameter } from '../errors.ts';
import type { Revision } from './revision.ts';
import type { CreateServiceInput, UpdateServiceInput } from './service-input.ts';
import type { ServiceSettings } from './settings.ts';

const DEFAULTS: ServiceSettings = {
  desiredCount: 0,
  deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100, deploymentCircuitBreaker: { enable: false, rollback: false } },
  healthCheckGracePeriodSeconds: 0,
  enableECSManagedTags: false,
  enableExecuteCommand: false,
  propagateTags: 'NONE',
  availabilityZoneRebalancing: 'ENABLED',
};

/** The settings after a request: what it leaves out stays. */
export function settingsAfter(input: CreateServiceInput | UpdateServiceInput, before: ServiceSettings = DEFAULTS): ServiceSettings {
  const { maximumPercent, minimumHealthyPercent, deploymentCircuitBreaker, alarms } = input.deploymentConfiguration ?? {};
  const deployment = before.deploymentConfiguration;
  return {
    desiredCount: input.desiredCount ?? before.desiredCount,
    deploymentConfiguration: {
      maximumPercent: maximumPercent ?? deployment.maximumPercent,
      minimumHealthyPercent: minimumHealthyPercent ?? deployment.minimumHealthyPercent,
      deploymentCircuitBreaker: deploymentCircuitBreaker ?? deployment.deploymentCircuitBreaker,
      alarms: alarms ?? deployment.alarms,
    },
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? before.healthCheckGracePeriodSeconds,
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    enableExecuteCommand: input.enableExecuteCommand ?? before.enableExecuteCommand,
    propagateTags: input.propagateTags ?? before.propagateTags,
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? before.availabilityZoneRebalancing,
  };
}

const MOST_TASKS = 5_000;
/** Cloud Map has room for so many instances of one service. */
const MOST_DISCOVERED_TASKS = 1_000;

/** Refuses settings that do not go with the revision, or above the quota. */
export function checkSettings({ desiredCount }: ServiceSettings, input: CreateServiceInput | UpdateServiceInput, revision: Revision): void {
  const most = revision.serviceRegistries.length > 0 ? MOST_DISCOVERED_TASKS : MOST_TASKS;
  if (desiredCount > most) throw invalidParameter(`The desired count ${desiredCount} is above the quota of ${most} tasks for this service.`);
  if ((input.healthCheckGracePeriodSeconds ?? 0) > 0 && revision.loadBalancers.length === 0) {
    throw invalidParameter('Health check grace period is only valid for services configured to use load balancers');
  }
}
