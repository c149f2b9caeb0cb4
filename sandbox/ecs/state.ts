import type { Tags } from '../json-api/tags.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { Task } from './task.ts';

/** Everything that ECS knows. */
export interface EcsState {
  readonly clusters: Map<string, Cluster>;
  /** Revisions of each family in order; revision n is at n − 1, and stays when it is deregistered. */
  readonly families: Map<string, TaskDefinition[]>;
  readonly now: () => number;
  /** ARN of a resource of this account, as `cluster/shop`. */
  arn(resource: string): string;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  tags: Tags;
  readonly services: Map<string, EcsService>;
  /** By id; stopped ones are kept for about an hour. */
  readonly tasks: Map<string, Task>;
}

export interface EcsService {
  readonly name: string;
  readonly arn: string;
  readonly cluster: Cluster;
  readonly createdAt: Date;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  settings: ServiceSettings;
  tags: Tags;
  /** The first is the primary one; the others still have tasks. */
  deployments: readonly [Deployment, ...Deployment[]];
  /** What a circuit breaker rolls back to. */
  lastCompleted: Deployment | undefined;
  /** Tasks that have not stopped yet, of all deployments. */
  readonly tasks: Set<Task>;
  /** Newest first, at most 100. */
  events: readonly ServiceEvent[];
  /** Tasks that failed in a row, each soon after its start, and when the next may start (epoch ms). */
  failuresInARow: number;
  startsNotBefore: number;
  /** Whether the last event said that it is steady. */
  steady: boolean;
}

/** What an update changes without starting a deployment. */
export interface ServiceSettings {
  readonly desiredCount: number;
  readonly deploymentConfiguration: DeploymentConfiguration;
  readonly healthCheckGracePeriodSeconds: number;
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags: 'TASK_DEFINITION' | 'SERVICE' | 'NONE';
  readonly availabilityZoneRebalancing: 'ENABLED' | 'DISABLED';
}

export interface DeploymentConfiguration {
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly deploymentCircuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
}

/** What a deployment brings out. A change of it starts a new deployment. */
export interface Revision {
  readonly taskDefinition: TaskDefinition;
  readonly launchType: 'EC2' | 'FARGATE' | 'EXTERNAL' | undefined;
  readonly capacityProviderStrategy: readonly { readonly capacityProvider: string }[];
  readonly platformVersion: string;
  readonly networkConfiguration: NetworkConfiguration | undefined;
  readonly loadBalancers: readonly { readonly targetGroupArn: string; readonly containerName: string; readonly containerPort: number }[];
  readonly serviceRegistries: readonly ServiceRegistry[];
}

export interface NetworkConfiguration {
  readonly awsvpcConfiguration: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[]; readonly assignPublicIp: 'ENABLED' | 'DISABLED' };
}

export interface ServiceRegistry {
  readonly registryArn: string;
  readonly port?: number | undefined;
  readonly containerName?: string | undefined;
  readonly containerPort?: number | undefined;
}

export interface Deployment {
  readonly id: string;
  readonly revision: Revision;
  readonly createdAt: Date;
  updatedAt: Date;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks that failed since the last one that got healthy. */
  failedTasks: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: Date;
  readonly message: string;
}

/** Whether tasks of that revision run on Fargate: the sandbox has no container instances, so others are never placed. */
export function runsOnFargate({ launchType, capacityProviderStrategy }: Pick<Revision, 'launchType' | 'capacityProviderStrategy'>): boolean {
  return launchType === 'FARGATE' || capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider.startsWith('FARGATE'));
}
