import { tagOutput } from './inputs.ts';
import { tasksOf, wanted } from './deployments.ts';
import type { Deployment, EcsService, Revision } from './state.ts';
import type { Task } from './task.ts';

/** A service as DescribeServices shows it. Its counts are those of this moment. */
export function serviceOutput(service: EcsService, { withTags }: { readonly withTags: boolean }): Record<string, unknown> {
  const { desiredCount, deploymentConfiguration, ...settings } = service.settings;
  const [{ revision }] = service.deployments;
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
    deployments: service.deployments.map((deployment, index) => deploymentOutput(service, deployment, index === 0)),
    events: service.events,
    createdAt: service.createdAt,
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
  return {
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING').length,
  };
}

function revisionOutput({ taskDefinition, launchType, capacityProviderStrategy, platformVersion, networkConfiguration }: Revision): Record<string, unknown> {
  return {
    taskDefinition: taskDefinition.arn,
    launchType,
    capacityProviderStrategy: capacityProviderStrategy.length > 0 ? capacityProviderStrategy : undefined,
    platformVersion: launchType === 'EC2' ? undefined : platformVersion,
    platformFamily: launchType === 'EC2' ? undefined : 'Linux',
    networkConfiguration,
  };
}
