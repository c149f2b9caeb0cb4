import type { Tags } from '../../json-api/tags.ts';
import type { Cluster, EcsService, Revision } from '../state.ts';
import type { Container } from './container.ts';
import type { Protection } from './protection.ts';
import type { TaskOverrides } from './task-overrides.ts';

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
