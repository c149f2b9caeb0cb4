import { z } from 'zod';
import { keyValuePairs, resourceName } from '../inputs.ts';

const port = z.number().int().min(1).max(65_535);
const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

const portMapping = z.looseObject({
  containerPort: port.optional(),
  containerPortRange: z.string().regex(/^\d{1,5}-\d{1,5}$/, 'must be two ports: 8000-8010').optional(),
  /** 0, or none, is a port that the host chooses. */
  hostPort: z.number().int().min(0).max(65_535).optional(),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  name: z.string().regex(/^[a-z0-9_][a-z0-9_-]{0,63}$/, 'must have up to 64 lower-case letters, digits, underscores and hyphens, the first no hyphen').optional(),
  appProtocol: z.enum(['http', 'http2', 'grpc']).optional(),
});

const healthCheck = z.object({
  /** `CMD` and a program with its arguments, `CMD-SHELL` and a line for the shell, or `NONE`. */
  command: z.array(z.string()).min(1),
  interval: seconds(5, 300).default(30),
  timeout: seconds(2, 60).default(5),
  retries: z.number().int().min(1).max(10).default(3),
  startPeriod: seconds(0, 300).optional(),
});

const restartPolicy = z.object({
  enabled: z.boolean(),
  ignoredExitCodes: z.array(z.number().int()).max(50).optional(),
  restartAttemptPeriod: seconds(60, 1_800).optional(),
});

/** Members that the sandbox does not act on are kept and given back. */
export const containerDefinition = z.looseObject({
  name: resourceName,
  image: z.string({ error: 'Container.image should not be null or empty.' }).min(1, 'Container.image should not be null or empty.').max(2_048),
  cpu: z.number().int().min(0).default(0),
  memory: z.number().int().min(4).optional(),
  memoryReservation: z.number().int().min(4).optional(),
  user: z.string().optional(),
  workingDirectory: z.string().optional(),
  essential: z.boolean().default(true),
  entryPoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: keyValuePairs,
  environmentFiles: z.array(z.object({ value: z.string().endsWith('.env'), type: z.literal('s3') })).max(10).default([]),
  secrets: z.array(z.object({ name: z.string().min(1), valueFrom: z.string().min(1) })).default([]),
  portMappings: z.array(portMapping).max(100).default([]),
  mountPoints: z.array(z.looseObject({ sourceVolume: z.string().optional(), containerPath: z.string().optional(), readOnly: z.boolean().optional() })).default([]),
  volumesFrom: z.array(z.looseObject({ sourceContainer: z.string().optional(), readOnly: z.boolean().optional() })).default([]),
  dependsOn: z.array(z.object({ containerName: z.string().min(1), condition: z.enum(['START', 'COMPLETE', 'SUCCESS', 'HEALTHY']) })).optional(),
  startTimeout: seconds(2, 120).optional(),
  stopTimeout: seconds(2, 120).optional(),
  healthCheck: healthCheck.optional(),
  restartPolicy: restartPolicy.optional(),
  logConfiguration: z
    .looseObject({
      logDriver: z.enum(['json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk', 'awsfirelens']),
      options: z.record(z.string(), z.string()).optional(),
      secretOptions: z.array(z.object({ name: z.string(), valueFrom: z.string() })).optional(),
    })
    .optional(),
});

export type ContainerDefinition = z.output<typeof containerDefinition>;
export type HealthCheck = z.output<typeof healthCheck>;
export type Condition = 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY';

/** All ports that it listens on. */
export function portsOf({ portMappings }: ContainerDefinition): readonly number[] {
  return portMappings.flatMap(({ containerPort }) => containerPort ?? []);
}

/** The check to run, or `undefined` where there is none: an image's own is ignored, as on AWS. */
export function healthCheckOf({ healthCheck }: ContainerDefinition): HealthCheck | undefined {
  return healthCheck?.command[0] === 'NONE' ? undefined : healthCheck;
}
