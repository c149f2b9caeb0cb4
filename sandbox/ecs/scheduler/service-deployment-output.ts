import type { ServiceRevision } from '../services/revision.ts';
import type { EcsService } from '../state.ts';
import { isPending } from '../clusters/cluster-output.ts';
import type { ServiceDeployment } from './deployment-record.ts';
import { isRollingBack, isUnderWay } from './service-deployment.ts';
import { breakerThreshold } from './task-failures.ts';

/** As ListServiceDeployments shows it. */
export function briefOutput(service: EcsService, { arn, target, createdAt, startedAt, finishedAt, status, statusReason }: ServiceDeployment): Record<string, unknown> {
  return { serviceDeploymentArn: arn, serviceArn: service.arn, clusterArn: service.cluster.arn, targetServiceRevisionArn: target.arn, createdAt, startedAt, finishedAt, status, statusReason };
}

/** As DescribeServiceDeployments shows it. */
export function serviceDeploymentOutput(service: EcsService, deployment: ServiceDeployment): Record<string, unknown> {
  const { target, sources, configuration, rollback, updatedAt, stoppedAt } = deployment;
  const { targetServiceRevisionArn: _arn, ...brief } = briefOutput(service, deployment);
  const isTarget = isUnderWay(deployment) && !isRollingBack(deployment);
  return {
    ...brief,
    updatedAt,
    stoppedAt,
    sourceServiceRevisions: sources.map((revision) => ({ arn: revision.arn, ...countsOf(service, revision), requestedProductionTrafficWeight: 0 })),
    targetServiceRevision: { arn: target.arn, ...countsOf(service, target), requestedProductionTrafficWeight: 100 },
    lifecycleStage: isTarget ? 'SCALE_UP' : undefined,
    deploymentConfiguration: { ...configuration, strategy: 'ROLLING' },
    rollback: rollback && { reason: rollback.reason, startedAt: rollback.startedAt, serviceRevisionArn: rollback.revision.arn },
    deploymentCircuitBreaker: breakerOutput(service, deployment),
    alarms: alarmsOutput(configuration.alarms, deployment.alarms, isTarget),
  };
}

function breakerOutput(service: EcsService, deployment: ServiceDeployment): Record<string, unknown> {
  const { deploymentCircuitBreaker } = deployment.configuration;
  const isCurrent = isUnderWay(deployment) && !isRollingBack(deployment);
  const failureCount = isCurrent ? service.deployments[0].failedTasks : deployment.breaker.failures;
  return { status: monitorStatus(deploymentCircuitBreaker.enable, deployment.breaker.tripped, isCurrent), failureCount, threshold: breakerThreshold(service.settings.desiredCount, deploymentCircuitBreaker) };
}

function alarmsOutput(alarms: ServiceDeployment['configuration']['alarms'], triggered: readonly string[], isCurrent: boolean): Record<string, unknown> | undefined {
  return alarms && { status: monitorStatus(alarms.enable, triggered.length > 0, isCurrent), alarmNames: alarms.alarmNames, triggeredAlarmNames: triggered };
}

function monitorStatus(isOn: boolean, isTriggered: boolean, isCurrent: boolean): string {
  if (!isOn) return 'DISABLED';
  if (isTriggered) return 'TRIGGERED';
  return isCurrent ? 'MONITORING' : 'MONITORING_COMPLETE';
}

/** The tasks of all deployments of that revision: a roll-back has one of its own. */
export function countsOf({ tasks, deployments, settings }: EcsService, revision: ServiceRevision): { readonly requestedTaskCount: number; readonly runningTaskCount: number; readonly pendingTaskCount: number } {
  const own = [...tasks].filter(({ request }) => request.revision === revision);
  return {
    requestedTaskCount: deployments[0].revision === revision ? settings.desiredCount : own.filter(({ desiredStatus }) => desiredStatus === 'RUNNING').length,
    runningTaskCount: own.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTaskCount: own.filter(isPending).length,
  };
}
