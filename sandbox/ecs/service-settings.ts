import { invalidParameter } from './errors.ts';
import type { CreateServiceInput, UpdateServiceInput } from './service-input.ts';
import type { Revision, ServiceSettings } from './state.ts';
import type { TaskDefinition } from './task-definition.ts';

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
  return {
    desiredCount: input.desiredCount ?? before.desiredCount,
    deploymentConfiguration: {
      maximumPercent: input.deploymentConfiguration?.maximumPercent ?? before.deploymentConfiguration.maximumPercent,
      minimumHealthyPercent: input.deploymentConfiguration?.minimumHealthyPercent ?? before.deploymentConfiguration.minimumHealthyPercent,
      deploymentCircuitBreaker: input.deploymentConfiguration?.deploymentCircuitBreaker ?? before.deploymentConfiguration.deploymentCircuitBreaker,
    },
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? before.healthCheckGracePeriodSeconds,
    enableECSManagedTags: input.enableECSManagedTags ?? before.enableECSManagedTags,
    enableExecuteCommand: input.enableExecuteCommand ?? before.enableExecuteCommand,
    propagateTags: input.propagateTags ?? before.propagateTags,
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? before.availabilityZoneRebalancing,
  };
}

/** The revision that a new service brings out. Neither launch type nor capacity provider is the launch type EC2, as in a cluster without a default. */
export function firstRevision(input: CreateServiceInput, taskDefinition: TaskDefinition): Revision {
  const capacityProviderStrategy = input.capacityProviderStrategy ?? [];
  return {
    taskDefinition,
    launchType: input.launchType ?? (capacityProviderStrategy.length > 0 ? undefined : 'EC2'),
    capacityProviderStrategy,
    platformVersion: input.platformVersion ?? 'LATEST',
    networkConfiguration: input.networkConfiguration,
    loadBalancers: input.loadBalancers ?? [],
    serviceRegistries: input.serviceRegistries ?? [],
  };
}

/** The revision after an update: what it leaves out stays, an empty list takes away. */
export function revisionAfter(input: UpdateServiceInput, taskDefinition: TaskDefinition, before: Revision): Revision {
  return {
    taskDefinition,
    launchType: input.capacityProviderStrategy === undefined ? before.launchType : undefined,
    capacityProviderStrategy: input.capacityProviderStrategy ?? before.capacityProviderStrategy,
    platformVersion: input.platformVersion ?? before.platformVersion,
    networkConfiguration: input.networkConfiguration ?? before.networkConfiguration,
    loadBalancers: input.loadBalancers ?? before.loadBalancers,
    serviceRegistries: input.serviceRegistries ?? before.serviceRegistries,
  };
}

export function isSameRevision(a: Revision, b: Revision): boolean {
  return content(a) === content(b);
}

function content({ taskDefinition, platformVersion, networkConfiguration, loadBalancers, serviceRegistries }: Revision): string {
  return JSON.stringify([taskDefinition.arn, platformVersion, networkConfiguration, loadBalancers, serviceRegistries]);
}

/** A grace period is for health checks of load balancers. */
export function checkGracePeriod(input: CreateServiceInput | UpdateServiceInput, revision: Revision): void {
  if ((input.healthCheckGracePeriodSeconds ?? 0) > 0 && revision.loadBalancers.length === 0) {
    throw invalidParameter('Health check grace period is only valid for services configured to use load balancers');
  }
}
