import { isPending } from '../clusters/cluster-output.ts';
import { tagOutput } from '../inputs.ts';
import { tasksOf, wanted } from '../scheduler/deployments.ts';
import { countsOf } from '../scheduler/service-deployment-output.ts';
import { isUnderWay } from '../scheduler/service-deployment.ts';
import type { Deployment, EcsService, Task } from '../state.ts';
import type { Revision } from './revision.ts';

/** A service as DescribeServices shows it. Its counts are those of this moment. */
export function serviceOutput(service: EcsService, { withTags }: { readonly withTags: boolean }): Record<string, unknown> {
  const { desiredCount, deploymentConfiguration, ...settings } = service.settings;
  const [{ revision }] = service.deployments;
  const [current] = service.history;
  const revisions = [...new Set(service.deployments.map((deployment) => deployment.revision))];
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    status: service.status,
    desiredCount,
    ...counts([...service.tasks]),
    ...settings,
    ...revisionOutput(revision),
    loadBalancers: revision.loadBalancers,
    serviceRegistries: revision.serviceRegistries,
    deploymentConfiguration: { ...deploymentConfiguration, strategy: 'ROLLING' },
    deploymentController: { type: 'ECS' },
    schedulingStrategy: 'REPLICA',
    deployments: service.status === 'INACTIVE' ? [] : service.deployments.map((deployment, index) => deploymentOutput(service, deployment, index === 0)),
    currentServiceDeployment: isUnderWay(current) ? current.arn : undefined,
    currentServiceRevisions: revisions.map((each) => ({ arn: each.arn, ...countsOf(service, each) })),
    events: service.events,
    createdAt: service.createdAt,
    createdBy: `arn:aws:iam::${service.arn.split(':')[4]}:root`,
    roleArn: `arn:aws:iam::${service.arn.split(':')[4]}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    placementConstraints: [],
    placementStrategy: [],
    ...(withTags ? { tags: tagOutput(service.tags) } : {}),
  };
}

function deploymentOutput(service: EcsService, deployment: Deployment, isPrimary: boolean): Record<string, unknown> {
  const tasks = tasksOf(service, deployment);
  return {
    id: deployment.id,
    status: isPrimary ? 'PRIMARY' : 'ACTIVE',
    desiredCount: isPrimary ? service.settings.desiredCount : wanted(tasks).length,
    ...counts(tasks),
    failedTasks: deployment.failedTasks,
    ...revisionOutput(deployment.revision),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
  };
}

function counts(tasks: readonly Task[]): { readonly runningCount: number; readonly pendingCount: number } {
  return { runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length, pendingCount: tasks.filter(isPending).length };
}

export function revisionOutput({ taskDefinition, launchType, capacityProviderStrategy, platformVersion, networkConfiguration }: Revision): Record<string, unknown> {
  return {
    taskDefinition: taskDefinition.arn,
    launchType,
    capacityProviderStrategy: capacityProviderStrategy.length > 0 ? capacityProviderStrategy : undefined,
    platformVersion: launchType === 'EC2' ? undefined : platformVersion,
    platformFamily: launchType === 'EC2' ? undefined : 'Linux',
    networkConfiguration,
  };
}
