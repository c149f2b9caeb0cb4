import { randomId } from '../../json-api/random-id.ts';
import type { EcsService } from '../state.ts';
import type { ServiceDeployment, ServiceDeploymentStatus } from './deployment-record.ts';

const KEPT = 100;

type Beginning = Pick<ServiceDeployment, 'target' | 'sources' | 'configuration'>;

export function newServiceDeployment(service: Pick<EcsService, 'arn'>, beginning: Beginning, now: number): ServiceDeployment {
  const at = new Date(now);
  return {
    ...beginning,
    arn: `${service.arn.replace(':service/', ':service-deployment/')}/${randomId(21)}`,
    createdAt: at,
    status: 'PENDING',
    statusReason: undefined,
    startedAt: undefined,
    updatedAt: at,
    finishedAt: undefined,
    stoppedAt: undefined,
    rollback: undefined,
    breaker: { tripped: false, failures: 0 },
    alarms: [],
  };
}

/** Makes it the one under way; the one before it ends where it has not. */
export function record(service: EcsService, next: ServiceDeployment, now: number): void {
  const [before] = service.history;
  if (isUnderWay(before)) {
    enter(before, 'STOPPED', now, 'Service deployment was superseded by a new service deployment.');
    before.stoppedAt = new Date(now);
    before.finishedAt = new Date(now);
  }
  service.history = [next, ...service.history.slice(0, KEPT - 1)];
}

export function isUnderWay({ finishedAt }: ServiceDeployment): boolean {
  return finishedAt === undefined;
}

export function isRollingBack({ status }: ServiceDeployment): boolean {
  return status === 'ROLLBACK_REQUESTED' || status === 'ROLLBACK_IN_PROGRESS';
}

export function enter(deployment: ServiceDeployment, status: ServiceDeploymentStatus, now: number, reason?: string): void {
  Object.assign(deployment, { status, updatedAt: new Date(now), statusReason: reason ?? deployment.statusReason });
}

/** It has reached its end: the target, or what it was rolled back to, runs alone. */
export function succeed(service: EcsService, now: number): void {
  const [deployment] = service.history;
  if (!isUnderWay(deployment)) return;
  enter(deployment, isRollingBack(deployment) ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL', now);
  deployment.finishedAt = new Date(now);
}
