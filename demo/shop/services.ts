import { setTimeout as sleep } from 'node:timers/promises';
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account, ShopClients } from './infrastructure.ts';
import { EXECUTION_ROLE } from './secrets.ts';

export const CLUSTER = 'shop';

export interface ShopService {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly tasks: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose values ECS reads from SSM, by the names they have there. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly targetGroup: string;
  readonly registry: string;
}

export async function createCluster({ ecs }: ShopClients): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
}

/** Registers the task definition and starts the service, behind its target group and under its Cloud Map name. */
export async function createService({ ecs }: ShopClients, { network }: Account, service: ShopService): Promise<void> {
  const { name, image, port, tasks, environment, secrets, targetGroup, registry } = service;
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      ...(secrets && { executionRoleArn: EXECUTION_ROLE }),
      containerDefinitions: [
        {
          name,
          image,
          essential: true,
          portMappings: [{ containerPort: port, protocol: 'tcp' }],
          environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
          ...(secrets && { secrets: Object.entries(secrets).map(([key, valueFrom]) => ({ name: key, valueFrom })) }),
          stopTimeout: 30,
        },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: CLUSTER,
      serviceName: name,
      taskDefinition: name,
      desiredCount: tasks,
      healthCheckGracePeriodSeconds: 60,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: [...network.subnets], securityGroups: [...network.securityGroups] } },
      loadBalancers: [{ targetGroupArn: targetGroup, containerName: name, containerPort: port }],
      serviceRegistries: [{ registryArn: registry }],
    }),
  );
}

/** Waits until so many targets of the group answer their health check. */
export async function waitHealthy({ elb }: ShopClients, targetGroup: string, count: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }));
    if (TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length >= count) return;
    await sleep(100);
  }
  throw new Error(`the targets of ${targetGroup} did not get healthy within 30 s: see the logs of their tasks`);
}
