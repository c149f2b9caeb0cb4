import { z } from 'zod';
import { capacityProviderStrategy } from '../clusters/capacity-providers.ts';
import { clusterReference, resourceName, tagList } from '../inputs.ts';

const port = z.number().int().min(1).max(65_535);

const networkConfiguration = z.object({
  awsvpcConfiguration: z.object({
    subnets: z.array(z.string().min(1)).min(1, 'subnets can not be empty.').max(16),
    securityGroups: z.array(z.string().min(1)).max(5).default([]),
    assignPublicIp: z.enum(['ENABLED', 'DISABLED']).default('DISABLED'),
  }),
});

const loadBalancer = z.object({
  targetGroupArn: z.string().min(1),
  containerName: z.string().min(1),
  containerPort: port,
  advancedConfiguration: z.never({ error: 'the sandbox has rolling updates only, and they have no advanced configuration' }).optional(),
});

const serviceRegistry = z.object({ registryArn: z.string().min(1), port: port.optional(), containerName: z.string().optional(), containerPort: port.optional() });

const circuitBreaker = z.object({
  enable: z.boolean(),
  rollback: z.boolean(),
  resetOnHealthyTask: z.boolean().optional(),
  thresholdConfiguration: z.object({ type: z.enum(['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT']), value: z.number().int().min(1) }).optional(),
});

const deploymentConfiguration = z
  .object({
    maximumPercent: z.number().int().min(1).optional(),
    minimumHealthyPercent: z.number().int().min(0).optional(),
    deploymentCircuitBreaker: circuitBreaker.optional(),
    alarms: z.object({ alarmNames: z.array(z.string().min(1)), enable: z.boolean(), rollback: z.boolean() }).optional(),
    strategy: z.literal('ROLLING', { error: 'the sandbox has the strategy ROLLING only' }).optional(),
    lifecycleHooks: z.array(z.unknown()).max(0, 'the sandbox has no lifecycle hooks').optional(),
  })
  .refine(({ alarms }) => alarms?.enable !== true || alarms.alarmNames.length > 0, 'alarms that are enabled must be named')
  .refine(({ maximumPercent = 200, minimumHealthyPercent = 100 }) => maximumPercent >= minimumHealthyPercent, 'maximumPercent must not be below minimumHealthyPercent');

/** A part of AWS that the sandbox has not: given empty or off it is fine. */
const absent = (name: string) => z.array(z.unknown()).max(0, `the sandbox does not have ${name}`).optional();

/** Members that CreateService and UpdateService share. */
const changeable = {
  cluster: clusterReference,
  desiredCount: z.number().int().min(0).optional(),
  capacityProviderStrategy: capacityProviderStrategy.optional(),
  deploymentConfiguration: deploymentConfiguration.optional(),
  networkConfiguration: networkConfiguration.optional(),
  platformVersion: z.string().optional(),
  healthCheckGracePeriodSeconds: z.number().int().min(0).max(2_147_483_647).optional(),
  loadBalancers: z.array(loadBalancer).max(5, 'load balancers can have at most 5 items.').optional(),
  serviceRegistries: z.array(serviceRegistry).max(1, 'service registries can have at most 1 items.').optional(),
  serviceConnectConfiguration: z.object({ enabled: z.literal(false, { error: 'the sandbox does not have Service Connect' }) }).optional(),
  volumeConfigurations: absent('volumes of EBS'),
  vpcLatticeConfigurations: absent('VPC Lattice'),
  placementConstraints: z.array(z.unknown()).max(10).default([]),
  placementStrategy: z.array(z.unknown()).max(5).default([]),
  enableECSManagedTags: z.boolean().optional(),
  enableExecuteCommand: z.boolean().optional(),
  propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']).optional(),
  availabilityZoneRebalancing: z.enum(['ENABLED', 'DISABLED']).optional(),
};

const launchType = z.enum(['EC2', 'FARGATE', 'EXTERNAL'], { error: 'launch type should be one of [EC2,FARGATE,EXTERNAL]' }).optional();

export const createServiceInput = z.object({
  ...changeable,
  serviceName: resourceName,
  taskDefinition: z.string({ error: 'TaskDefinition can not be blank.' }).min(1, 'TaskDefinition can not be blank.'),
  launchType,
  schedulingStrategy: z.literal('REPLICA', { error: 'the sandbox has the strategy REPLICA only' }).optional(),
  deploymentController: z.object({ type: z.literal('ECS', { error: 'the sandbox has the controller ECS only' }) }).optional(),
  clientToken: z.string().regex(/^[!-~]{1,36}$/, 'must have 1 to 36 printable ASCII characters').optional(),
  role: z.string().optional(),
  tags: tagList,
});

export const updateServiceInput = z.object({
  ...changeable,
  service: z.string().min(1),
  taskDefinition: z.string().min(1).optional(),
  deploymentController: z.object({ type: z.literal('ECS', { error: 'the sandbox has the controller ECS only' }) }).optional(),
  forceNewDeployment: z.boolean().default(false),
});

export const placement = z.object({
  cluster: clusterReference,
  taskDefinition: z.string().min(1),
  launchType,
  capacityProviderStrategy: capacityProviderStrategy.default([]),
  networkConfiguration: networkConfiguration.optional(),
  platformVersion: z.string().default('LATEST'),
  placementConstraints: z.array(z.unknown()).max(10).default([]),
  placementStrategy: z.array(z.unknown()).max(5).default([]),
});

export type CreateServiceInput = z.output<typeof createServiceInput>;
export type UpdateServiceInput = z.output<typeof updateServiceInput>;
