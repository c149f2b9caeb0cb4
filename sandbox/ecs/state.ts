import type { Tags } from '../json-api/tags.ts';
import type { StrategyItem } from './clusters/capacity-providers.ts';
import type { ServiceDeployment } from './scheduler/service-deployment.ts';
import type { TaskDefinition } from './task-definitions/task-definition.ts';
import type { Task } from './tasks/task.ts';

/** Everything that ECS knows. */
export interface EcsState {
  readonly clusters: Map<string, Cluster>;
  readonly families: Map<string, Family>;
  /** Settings of the account that were changed, by name. */
  readonly accountSettings: Map<string, string>;
  readonly now: () => number;
  /** ARN of a resource of this account, as `cluster/shop`. */
  arn(resource: string): string;
}

/** All revisions of one family of task definitions. A number is never used again. */
export interface Family {
  latest: number;
  readonly revisions: Map<number, TaskDefinition>;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  tags: Tags;
  settings: ClusterSettings;
  readonly services: Map<string, EcsService>;
  /** By id; stopped ones are kept for about an hour. */
  readonly tasks: Map<string, Task>;
}

export interface ClusterSettings {
  readonly containerInsights: string;
  /** Kept and shown, nothing more. */
  readonly configuration: Readonly<Record<string, unknown>> | undefined;
  readonly capacityProviders: readonly string[];
  readonly defaultStrategy: readonly StrategyItem[];
}

export interface EcsService {
  readonly name: string;
  readonly arn: string;
  readonly cluster: Cluster;
  readonly createdAt: Date;
  /** What it was created with under which token. */
  readonly creation: { readonly clientToken: string | undefined; readonly content: string };
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  inactiveAt: Date | undefined;
  settings: ServiceSettings;
  tags: Tags;
  /** The first is the primary one; the others still have tasks. */
  deployments: readonly [Deployment, ...Deployment[]];
  /** Newest first; the first is the one under way or the last there was. */
  history: readonly [ServiceDeployment, ...ServiceDeployment[]];
  /** What a deployment that fails is rolled back to. */
  lastCompleted: { readonly deploymentId: string; readonly revision: ServiceRevision } | undefined;
  /** Tasks that have not stopped yet, of all deployments. */
  readonly tasks: Set<Task>;
  /** Newest first, at most 100. */
  events: readonly ServiceEvent[];
  /** Tasks that failed in a row, and when the next may start (epoch ms). */
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
  readonly deploymentCircuitBreaker: CircuitBreaker;
  readonly alarms?: { readonly alarmNames: readonly string[]; readonly enable: boolean; readonly rollback: boolean } | undefined;
}

export interface CircuitBreaker {
  readonly enable: boolean;
  readonly rollback: boolean;
  readonly resetOnHealthyTask?: boolean | undefined;
  readonly thresholdConfiguration?: { readonly type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT'; readonly value: number } | undefined;
}

/** What a deployment brings out. A change of it starts a new deployment. */
export interface Revision {
  readonly taskDefinition: TaskDefinition;
  readonly launchType: 'EC2' | 'FARGATE' | 'EXTERNAL' | undefined;
  readonly capacityProviderStrategy: readonly StrategyItem[];
  readonly platformVersion: string;
  readonly networkConfiguration: NetworkConfiguration | undefined;
  readonly loadBalancers: readonly { readonly targetGroupArn: string; readonly containerName: string; readonly containerPort: number }[];
  readonly serviceRegistries: readonly ServiceRegistry[];
}

/** A revision as it was first deployed: DescribeServiceRevisions knows it by its ARN. */
export interface ServiceRevision extends Revision {
  readonly arn: string;
  readonly createdAt: Date;
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

/** One entry of a service's `deployments`. */
export interface Deployment {
  /** As `ecs-svc/1234567890123456789`; its tasks have it as `startedBy`. */
  readonly id: string;
  readonly revision: ServiceRevision;
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
  return launchType === 'FARGATE' || capacityProviderStrategy.length > 0;
}

export function allServices({ clusters }: EcsState): readonly EcsService[] {
  return [...clusters.values()].flatMap(({ services }) => [...services.values()]);
}

export function allTasks({ clusters }: EcsState): readonly Task[] {
  return [...clusters.values()].flatMap(({ tasks }) => [...tasks.values()]);
}
