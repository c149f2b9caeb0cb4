import { statusOf, type TaskDefinition } from './task-definition.ts';

/** A definition as DescribeTaskDefinition shows it. */
export function taskDefinitionOutput(definition: TaskDefinition): Record<string, unknown> {
  const { registration, fitsFargate, arn } = definition;
  return {
    ...registration,
    tags: undefined,
    taskDefinitionArn: arn,
    revision: definition.revision,
    status: statusOf(definition),
    compatibilities: fitsFargate ? ['EC2', 'FARGATE'] : registration.networkMode === 'awsvpc' ? ['EC2'] : ['EXTERNAL', 'EC2'],
    requiresAttributes: attributesOf(definition).map((name) => ({ name })),
    registeredAt: definition.registeredAt,
    deregisteredAt: definition.deregisteredAt,
    deleteRequestedAt: definition.deleteRequestedAt,
    registeredBy: `arn:aws:iam::${arn.split(':')[4]}:root`,
  };
}

/** What a container instance must be able to do, as ECS finds out from the definition. */
function attributesOf({ registration, containers }: TaskDefinition): readonly string[] {
  const drivers = new Set(containers.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []));
  return [
    ...[...drivers].map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
    'com.amazonaws.ecs.capability.docker-remote-api.1.18',
    ...(registration.taskRoleArn === undefined ? [] : ['com.amazonaws.ecs.capability.task-iam-role']),
    ...(registration.networkMode === 'awsvpc' ? ['ecs.capability.task-eni'] : []),
    ...(containers.some(({ healthCheck }) => healthCheck !== undefined) ? ['ecs.capability.container-health-check'] : []),
    ...(containers.some(({ dependsOn = [] }) => dependsOn.length > 0) ? ['ecs.capability.container-ordering'] : []),
  ];
}
