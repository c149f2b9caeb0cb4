import type { Tags } from '../json-api/tags.ts';
import type { ServiceDeployment } from './scheduler/deployment-record.ts';
import type { Revision, ServiceRevision, StrategyItem } from './services/revision.ts';
import type { ServiceSettings } from './services/settings.ts';
import type { TaskDefinition } from './task-definitions/task-definition.ts';
import type { Container } from './tasks/container.ts';
import type { Protection } from './tasks/protected.ts';
import type { TaskOverrides } from './tasks/task-overrides.ts';

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

export function allServices({ clusters }: EcsState): readonly EcsService[] {
  return [...clusters.values()].flatMap(({ services }) => [...services.values()]);
}

export function allTasks({ clusters }: EcsState): readonly Task[] {
  return [...clusters.values()].flatMap(({ tasks }) => [...tasks.values()]);
}

/** What to run, and for whom. */
export interface TaskRequest {
  readonly cluster: Cluster;
  readonly revision: Revision;
  /** The one of the revision's strategy that was chosen; with a launch type there is none. */
  readonly capacityProvider: string | undefined;
  readonly overrides: TaskOverrides;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly enableExecuteCommand: boolean;
  readonly tags: Tags;
  /** The service that the task belongs to; a task started by RunTask has none. */
  readonly owner: { readonly service: EcsService; readonly deploymentId: string } | undefined;
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';

export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated' | 'TerminationNotice';

/** A task: its containers run on this machine. */
export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly request: TaskRequest;
  readonly createdAt: Date;
  tags: Tags;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  /** Rises with each change. */
  version: number;
  /** Its address of its own, from PENDING on. */
  address: string | undefined;
  containers: readonly Container[];
  startedAt: Date | undefined;
  /** When the scheduler first saw it healthy. */
  healthyAt: Date | undefined;
  /** Why it is to be replaced: it failed its health checks. */
  condemned: string | undefined;
  /** Until when neither scaling in nor a deployment may stop it. */
  protection: Protection | undefined;
  stoppingAt: Date | undefined;
  stoppedAt: Date | undefined;
  stopCode: StopCode | undefined;
  stoppedReason: string | undefined;
  /** Begins stopping it as ECS does: no new requests, requests under way end, SIGTERM, SIGKILL. The first cause stays. */
  stop(code: StopCode, reason: string): void;
  /** Stops it without waiting for requests under way, and within two seconds: the sandbox closes. */
  hurry(): void;
  /** Settles once it is to stop, whatever the cause. */
  readonly stopping: Promise<void>;
  /** Settles at STOPPED. */
  readonly ended: Promise<void>;
}
