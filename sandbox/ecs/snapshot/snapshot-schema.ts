import { z } from 'zod';
import { registration } from '../task-definitions/registration.ts';
import { taskOverrides } from '../tasks/task-overrides.ts';

const date = z.number().transform((ms) => new Date(ms));
const tags = z.record(z.string(), z.string()).transform((record) => new Map(Object.entries(record)));
const count = z.number().int().min(0);
const strategy = z.array(z.object({ capacityProvider: z.string(), base: count, weight: count }));

const definition = z.object({ revision: count, registration, registeredAt: date, deregisteredAt: date.optional(), deleteRequestedAt: date.optional(), tags });

/** A revision, its task definition by ARN. */
const revision = z.object({
  taskDefinition: z.string(),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL']).optional(),
  capacityProviderStrategy: strategy,
  platformVersion: z.string(),
  networkConfiguration: z
    .object({ awsvpcConfiguration: z.object({ subnets: z.array(z.string()), securityGroups: z.array(z.string()), assignPublicIp: z.enum(['ENABLED', 'DISABLED']) }) })
    .optional(),
  loadBalancers: z.array(z.object({ targetGroupArn: z.string(), containerName: z.string(), containerPort: z.number() })),
  serviceRegistries: z.array(z.object({ registryArn: z.string(), port: z.number().optional(), containerName: z.string().optional(), containerPort: z.number().optional() })),
});

const deploymentConfiguration = z.object({
  maximumPercent: count,
  minimumHealthyPercent: count,
  deploymentCircuitBreaker: z.object({
    enable: z.boolean(),
    rollback: z.boolean(),
    resetOnHealthyTask: z.boolean().optional(),
    thresholdConfiguration: z.object({ type: z.enum(['BOUNDED_PERCENT', 'UNBOUNDED_PERCENT', 'COUNT']), value: count }).optional(),
  }),
  alarms: z.object({ alarmNames: z.array(z.string()), enable: z.boolean(), rollback: z.boolean() }).optional(),
});

const deployment = z.object({
  id: z.string(),
  revision: z.string(),
  createdAt: date,
  updatedAt: date,
  rolloutState: z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED']),
  rolloutStateReason: z.string(),
  failedTasks: count,
});

const serviceDeployment = z.object({
  arn: z.string(),
  target: z.string(),
  sources: z.array(z.string()),
  configuration: deploymentConfiguration,
  createdAt: date,
  status: z.enum(['PENDING', 'IN_PROGRESS', 'SUCCESSFUL', 'STOPPED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']),
  statusReason: z.string().optional(),
  startedAt: date.optional(),
  updatedAt: date,
  finishedAt: date.optional(),
  stoppedAt: date.optional(),
  rollback: z.object({ reason: z.string(), startedAt: date, revision: z.string() }).optional(),
  breaker: z.object({ tripped: z.boolean(), failures: count }),
  alarms: z.array(z.string()),
});

const service = z.object({
  name: z.string(),
  createdAt: date,
  creation: z.object({ clientToken: z.string().optional(), content: z.string() }),
  status: z.enum(['ACTIVE', 'DRAINING', 'INACTIVE']),
  inactiveAt: date.optional(),
  settings: z.object({
    desiredCount: count,
    deploymentConfiguration,
    healthCheckGracePeriodSeconds: count,
    enableECSManagedTags: z.boolean(),
    enableExecuteCommand: z.boolean(),
    propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']),
    availabilityZoneRebalancing: z.enum(['ENABLED', 'DISABLED']),
  }),
  tags,
  /** All that deployments and the history name by ARN. */
  revisions: z.array(revision.extend({ arn: z.string(), createdAt: date })),
  deployments: z.tuple([deployment], deployment),
  history: z.tuple([serviceDeployment], serviceDeployment),
  lastCompleted: z.object({ deploymentId: z.string(), revision: z.string() }).optional(),
  events: z.array(z.object({ id: z.string(), createdAt: date, message: z.string() })),
});

const task = z.object({
  id: z.string(),
  revision,
  capacityProvider: z.string().optional(),
  overrides: taskOverrides,
  group: z.string(),
  startedBy: z.string().optional(),
  enableExecuteCommand: z.boolean(),
  owner: z.object({ service: z.string(), deploymentId: z.string() }).optional(),
  tags,
  version: count,
  address: z.string().optional(),
  containers: z.array(z.object({ name: z.string(), runtimeId: z.string(), exit: z.object({ code: z.number(), reason: z.string().optional() }).optional() })),
  createdAt: date,
  startedAt: date.optional(),
  stoppingAt: date.optional(),
  stoppedAt: date.optional(),
  stopCode: z.enum(['TaskFailedToStart', 'EssentialContainerExited', 'UserInitiated', 'ServiceSchedulerInitiated', 'TerminationNotice']).optional(),
  stoppedReason: z.string().optional(),
});

const cluster = z.object({
  name: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  tags,
  settings: z.object({ containerInsights: z.string(), configuration: z.record(z.string(), z.unknown()).optional(), capacityProviders: z.array(z.string()), defaultStrategy: strategy }),
  services: z.array(service),
  tasks: z.array(task),
});

/** All that ECS keeps over a restart. */
export const snapshotSchema = z.object({
  accountSettings: z.record(z.string(), z.string()),
  families: z.array(z.object({ name: z.string(), latest: count, revisions: z.array(definition) })),
  clusters: z.array(cluster),
});

export type SavedRevision = z.output<typeof revision>;
export type SavedService = z.output<typeof service>;
export type SavedTask = z.output<typeof task>;
export type SavedCluster = z.output<typeof cluster>;
export type SavedFamily = z.output<typeof snapshotSchema>['families'][number];
