import { invalidParameter } from '../errors.ts';
import type { Cluster } from '../state.ts';
import type { TaskDefinition } from '../task-definitions/task-definition.ts';
import type { Revision } from './revision.ts';
import type { CreateServiceInput, UpdateServiceInput } from './service-input.ts';

/** What a request says about where tasks run. */
type Placement = Pick<Revision, 'launchType' | 'capacityProviderStrategy'>;

/** Neither launch type nor capacity provider is the cluster's default strategy, and the launch type EC2 where it has none. */
export function placementOf({ launchType, capacityProviderStrategy = [] }: { readonly launchType?: Placement['launchType']; readonly capacityProviderStrategy?: Placement['capacityProviderStrategy'] | undefined }, { settings: { defaultStrategy } }: Cluster): Placement {
  const strategy = launchType === undefined && capacityProviderStrategy.length === 0 ? defaultStrategy : capacityProviderStrategy;
  return { launchType: launchType ?? (strategy.length > 0 ? undefined : 'EC2'), capacityProviderStrategy: strategy };
}

/** The revision that a new service brings out. */
export function firstRevision(input: CreateServiceInput, taskDefinition: TaskDefinition, cluster: Cluster): Revision {
  return {
    taskDefinition,
    ...placementOf(input, cluster),
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
    ...placementAfter(input, taskDefinition, before),
    platformVersion: input.platformVersion ?? before.platformVersion,
    networkConfiguration: input.networkConfiguration ?? before.networkConfiguration,
    loadBalancers: input.loadBalancers ?? before.loadBalancers,
    serviceRegistries: input.serviceRegistries ?? before.serviceRegistries,
  };
}

/** An empty strategy goes back to the launch type. */
function placementAfter({ capacityProviderStrategy, forceNewDeployment }: UpdateServiceInput, taskDefinition: TaskDefinition, before: Revision): Placement {
  if (capacityProviderStrategy === undefined || JSON.stringify(capacityProviderStrategy) === JSON.stringify(before.capacityProviderStrategy)) {
    return { launchType: before.launchType, capacityProviderStrategy: before.capacityProviderStrategy };
  }
  if (!forceNewDeployment) {
    throw invalidParameter(
      'When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.',
    );
  }
  const launchType = capacityProviderStrategy.length > 0 ? undefined : (before.launchType ?? (taskDefinition.fitsFargate ? 'FARGATE' : 'EC2'));
  return { launchType, capacityProviderStrategy };
}

/** Whether an update from one to the other starts no deployment. */
export function isSameRevision(a: Revision, b: Revision): boolean {
  return content(a) === content(b);
}

function content({ taskDefinition, platformVersion, networkConfiguration, loadBalancers, serviceRegistries }: Revision): string {
  return JSON.stringify([taskDefinition.arn, platformVersion, networkConfiguration, loadBalancers, serviceRegistries]);
}
