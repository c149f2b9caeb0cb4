import { z } from 'zod';
import type { Tags } from '../json-api/tags.ts';
import { clientException } from './errors.ts';
import { fargateSizeFault, mebibytes, cpuUnits } from './fargate-size.ts';
import { keyValuePairs, resourceName, tagList } from './inputs.ts';

const port = z.number().int().min(1).max(65_535);

const portMapping = z.looseObject({ containerPort: port, hostPort: port.optional(), protocol: z.enum(['tcp', 'udp']).default('tcp') });

/** Members that the sandbox does not act on are kept and given back. */
const containerDefinition = z.looseObject({
  name: resourceName,
  image: z.string().min(1),
  cpu: z.number().int().min(0).default(0),
  essential: z.boolean().default(true),
  entryPoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: keyValuePairs,
  secrets: z.array(z.object({ name: z.string(), valueFrom: z.string() })).default([]),
  portMappings: z.array(portMapping).default([]),
  mountPoints: z.array(z.unknown()).default([]),
  volumesFrom: z.array(z.unknown()).default([]),
  stopTimeout: z.number().int().min(2).max(120).optional(),
  logConfiguration: z.looseObject({ logDriver: z.string() }).optional(),
});

export const registerInput = z.looseObject({
  family: resourceName,
  containerDefinitions: z.array(containerDefinition).min(1),
  networkMode: z.enum(['bridge', 'host', 'awsvpc', 'none']).optional(),
  requiresCompatibilities: z.array(z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'])).default([]),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  executionRoleArn: z.string().optional(),
  volumes: z.array(z.unknown()).default([]),
  placementConstraints: z.array(z.unknown()).default([]),
  tags: tagList,
});

export type ContainerDefinition = z.output<typeof containerDefinition>;
export type Registration = z.output<typeof registerInput>;

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containers: readonly ContainerDefinition[];
  /** What was registered, sizes in plain numbers. */
  readonly registration: Registration;
  readonly fitsFargate: boolean;
  readonly registeredAt: Date;
  deregisteredAt: Date | undefined;
  tags: Tags;
}

/** Checks a registration as AWS does, and writes `1 vCPU` and `2 GB` as units and MiB. */
export function checkRegistration(input: Registration): { readonly registration: Registration; readonly fitsFargate: boolean } {
  const { containerDefinitions, requiresCompatibilities } = input;
  if (new Set(containerDefinitions.map(({ name }) => name)).size < containerDefinitions.length) throw clientException('Container.name should be unique.');
  if (!containerDefinitions.some(({ essential }) => essential)) throw clientException('Invalid setting for container. At least one container must be essential.');
  const registration = { ...input, cpu: cpuUnits(input.cpu), memory: mebibytes(input.memory) };
  const fault = awsvpcFault(registration) ?? fargateFault(registration);
  if (requiresCompatibilities.includes('FARGATE') && fault !== undefined) throw clientException(fault);
  if (input.networkMode === 'awsvpc' && awsvpcFault(registration) !== undefined) throw clientException(awsvpcFault(registration) ?? '');
  return { registration, fitsFargate: fault === undefined };
}

export function findContainer({ containers }: TaskDefinition, name: string): ContainerDefinition | undefined {
  return containers.find((container) => container.name === name);
}

/** All ports that a task listens on. */
export function portsOf({ containers }: TaskDefinition): readonly number[] {
  return containers.flatMap(({ portMappings }) => portMappings.map(({ containerPort }) => containerPort));
}

function awsvpcFault({ containerDefinitions }: Registration): string | undefined {
  const mappings = containerDefinitions.flatMap(({ portMappings }) => portMappings);
  if (mappings.some(({ containerPort, hostPort }) => hostPort !== undefined && hostPort !== containerPort)) {
    return 'When networkMode=awsvpc, the host ports and container ports in port mappings must match.';
  }
  const ports = mappings.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`);
  if (new Set(ports).size < ports.length) return 'Containers of one task cannot use the same port.';
}

function fargateFault({ networkMode, cpu, memory, containerDefinitions, executionRoleArn }: Registration): string | undefined {
  if (networkMode !== 'awsvpc') return 'Fargate only supports network mode ‘awsvpc’.';
  if (cpu === undefined) return "Fargate requires that 'cpu' be defined at the task level.";
  if (memory === undefined) return "Fargate requires that 'memory' be defined at the task level.";
  const logs = containerDefinitions.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs');
  if (logs && executionRoleArn === undefined) return 'Fargate requires task definition to have execution role ARN to support log driver awslogs.';
  return fargateSizeFault(Number(cpu), Number(memory));
}
