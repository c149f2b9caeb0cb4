import type { EcsService } from '../state.ts';
import { addEvent, beginDeployment, newDeployment } from './deployments.ts';
import { enter, isRollingBack, isUnderWay } from './service-deployment.ts';
import { breakerThreshold } from './task-failures.ts';

/** State of a CloudWatch alarm; `undefined` where there is none of that name. */
export type AlarmState = (name: string) => 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;

/** Gives the deployment under way up where its circuit breaker or one of its alarms says so. */
export function detectFailure(service: EcsService, alarmState: AlarmState, now: number): void {
  const { desiredCount, deploymentConfiguration } = service.settings;
  const [primary] = service.deployments;
  if (primary.rolloutState !== 'IN_PROGRESS') return;
  const { deploymentCircuitBreaker: breaker, alarms } = deploymentConfiguration;
  if (breaker.enable && primary.failedTasks >= breakerThreshold(desiredCount, breaker)) {
    service.history[0].breaker = { tripped: true, failures: primary.failedTasks };
    failDeployment(service, { by: 'ECS deployment circuit breaker', cause: 'tasks failed to start.', rollback: breaker.rollback }, now);
    return;
  }
  const ringing = alarms?.enable === true ? alarms.alarmNames.filter((name) => alarmState(name) === 'ALARM') : [];
  if (ringing.length === 0 || isRollingBack(service.history[0])) return;
  service.history[0].alarms = ringing;
  failDeployment(service, { by: 'ECS deployment alarm', cause: `alarm(s) detected: ${ringing.join(', ')}.`, rollback: alarms?.rollback === true }, now);
}

export interface DeploymentFault {
  /** Who found it, as the texts of ECS begin. */
  readonly by: string;
  readonly cause: string;
  readonly rollback: boolean;
}

/** Ends the deployment under way: it starts no more tasks. With roll-back the last revision that was completed comes back; a roll-back that fails is not rolled back again. */
export function failDeployment(service: EcsService, { by, cause, rollback }: DeploymentFault, now: number): void {
  const [primary] = service.deployments;
  const [record] = service.history;
  primary.rolloutState = 'FAILED';
  primary.rolloutStateReason = `${by}: ${cause}`;
  primary.updatedAt = new Date(now);
  addEvent(service, now, `(deployment ${primary.id}) deployment failed: ${cause}`);
  if (rollback && !isRollingBack(record) && service.lastCompleted !== undefined) {
    rollBack(service, service.lastCompleted, `${by}: ${cause}`, by, now);
    return;
  }
  if (!isUnderWay(record)) return;
  enter(record, isRollingBack(record) ? 'ROLLBACK_FAILED' : 'STOPPED', now, `${by}: ${cause}`);
  record.stoppedAt = new Date(now);
  record.finishedAt = new Date(now);
}

function rollBack(service: EcsService, { deploymentId, revision }: NonNullable<EcsService['lastCompleted']>, reason: string, by: string, now: number): void {
  const [primary] = service.deployments;
  const [record] = service.history;
  addEvent(service, now, `(deployment ${primary.id}) rolling back to (deployment ${deploymentId}).`);
  enter(record, 'ROLLBACK_IN_PROGRESS', now, reason);
  record.rollback = { reason, startedAt: new Date(now), revision };
  beginDeployment(service, newDeployment(revision, now, `${by}: rolling back to deploymentId ${deploymentId}.`));
}
