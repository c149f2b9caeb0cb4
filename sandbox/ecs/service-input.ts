import { z } from 'zod';
import { clusterReference, resourceName, tagList } from './inputs.ts';

const port = z.number().int().min(1).max(65_535);

const networkConfiguration = z.object({
  awsvpcConfiguration: z.object({
    subnets: z.array(z.string().min(1)).min(1).max(16),
    securityGroups: z.array(z.string().min(1)).max(5).default([]),
    assignPublicIp: z.enum(['ENABLED', 'DISABLED']).default('DISABLED'),
  }),
});

const capacityProviderStrategy = z.array(z.object({ capacityProvider: z.string().min(1), base: z.number().int().optional(), weight: z.number().int().optional() }));

const loadBalancer = z.object({ targetGroupArn: z.string().min(1), containerName: z.string().min(1), containerPort: port });

const serviceRegistry = z.object({ registryArn: z.string().min(1), port: port.optional(), containerName: z.string().optional(), containerPort: port.optional() });

const deploymentConfiguration = z.object({
  maximumPercent: z.number().int().min(1).optional(),
  minimumHealthyPercent: z.number().int().min(0).optional(),
  deploymentCircuitBreaker: z.object({ enable: z.boolean(), rollback: z.boolean() }).optional(),
  strategy: z.literal('ROLLING', { error: 'the sandbox has the strategy ROLLING only' }).optional(),
});

/** Members that CreateService and UpdateService share. */
const changeable = {
  cluster: clusterReference,
  desiredCount: z.number().int().min(0).optional(),
  capacityProviderStrategy: capacityProviderStrategy.optional(),
  deploymentConfiguration: deploymentConfiguration.optional(),
  networkConfiguration: networkConfiguration.optional(),
  platformVersion: z.string().optional(),
  healthCheckGracePeriodSeconds: z.number().int().min(0).max(2_147_483_647).optional(),
  loadBalancers: z.array(loadBalancer).max(5).optional(),
  serviceRegistries: z.array(serviceRegistry).max(1).optional(),
  serviceConnectConfiguration: z.object({ enabled: z.literal(false, { error: 'the sandbox does not have Service Connect' }) }).optional(),
  enableECSManagedTags: z.boolean().optional(),
  enableExecuteCommand: z.boolean().optional(),
  propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']).optional(),
  availabilityZoneRebalancing: z.enum(['ENABLED', 'DISABLED']).optional(),
};

export const createServiceInput = z.object({
  ...changeable,
  serviceName: resourceName,
  taskDefinition: z.string({ error: 'TaskDefinition can not be blank.' }).min(1),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL']).optional(),
  schedulingStrategy: z.literal('REPLICA', { error: 'the sandbox has the strategy REPLICA only' }).optional(),
  deploymentController: z.object({ type: z.literal('ECS', { error: 'the sandbox has the controller ECS only' }) }).optional(),
  clientToken: z.string().max(36).optional(),
  tags: tagList,
});

export const updateServiceInput = z.object({
  ...changeable,
  service: z.string().min(1),
  taskDefinition: z.string().min(1).optional(),
  forceNewDeployment: z.boolean().default(false),
});

export const placement = z.object({
  cluster: clusterReference,
  taskDefinition: z.string().min(1),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL']).optional(),
  capacityProviderStrategy: capacityProviderStrategy.default([]),
  networkConfiguration: networkConfiguration.optional(),
  platformVersion: z.string().default('LATEST'),
});

export type CreateServiceInput = z.output<typeof createServiceInput>;
export type UpdateServiceInput = z.output<typeof updateServiceInput>;
