import type { ServiceRevision } from '../services/revision.ts';
import type { DeploymentConfiguration } from '../services/settings.ts';

export type ServiceDeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

/** The record of one deployment of a service, its roll-back included: what ListServiceDeployments shows. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly target: ServiceRevision;
  /** What ran before it. */
  readonly sources: readonly ServiceRevision[];
  readonly configuration: DeploymentConfiguration;
  readonly createdAt: Date;
  status: ServiceDeploymentStatus;
  statusReason: string | undefined;
  startedAt: Date | undefined;
  updatedAt: Date;
  finishedAt: Date | undefined;
  stoppedAt: Date | undefined;
  rollback: { readonly reason: string; readonly startedAt: Date; readonly revision: ServiceRevision } | undefined;
  /** Whether the circuit breaker ended it, and the failures it had counted. */
  breaker: { readonly tripped: boolean; readonly failures: number };
  /** Alarms that ended it. */
  alarms: readonly string[];
}
