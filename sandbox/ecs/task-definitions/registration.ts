import { z } from 'zod';
import { resourceName, tagList } from '../inputs.ts';
import { containerDefinition } from './container-definition.ts';

const volume = z.looseObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  host: z.looseObject({ sourcePath: z.string().optional() }).optional(),
  dockerVolumeConfiguration: z.looseObject({ scope: z.enum(['task', 'shared']).optional() }).optional(),
  efsVolumeConfiguration: z.looseObject({ fileSystemId: z.string().min(1) }).optional(),
  fsxWindowsFileServerVolumeConfiguration: z.looseObject({ fileSystemId: z.string().min(1), rootDirectory: z.string() }).optional(),
  s3filesVolumeConfiguration: z.looseObject({ fileSystemArn: z.string().min(1) }).optional(),
  configuredAtLaunch: z.boolean().optional(),
});

/** What RegisterTaskDefinition takes. Members that the sandbox does not act on are kept and given back. */
export const registration = z.looseObject({
  family: resourceName,
  containerDefinitions: z.array(containerDefinition, { error: 'Container list cannot be empty.' }).min(1, 'Container list cannot be empty.').max(10, 'A task definition can have at most 10 containers.'),
  networkMode: z.enum(['bridge', 'host', 'awsvpc', 'none']).optional(),
  requiresCompatibilities: z.array(z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'])).default([]),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  executionRoleArn: z.string().optional(),
  taskRoleArn: z.string().optional(),
  volumes: z.array(volume).default([]),
  placementConstraints: z.array(z.unknown()).max(10).default([]),
  pidMode: z.enum(['host', 'task']).optional(),
  ipcMode: z.enum(['host', 'task', 'none']).optional(),
  ephemeralStorage: z.object({ sizeInGiB: z.number().int().min(21).max(200) }).optional(),
  runtimePlatform: z
    .object({ cpuArchitecture: z.enum(['X86_64', 'ARM64']).optional(), operatingSystemFamily: z.string().regex(/^(LINUX|WINDOWS_SERVER_\w+)$/).optional() })
    .optional(),
  tags: tagList,
});

export type Registration = z.output<typeof registration>;
export type Volume = z.output<typeof volume>;
