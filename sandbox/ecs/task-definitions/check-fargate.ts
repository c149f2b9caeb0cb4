import { isGiven } from './check-network.ts';
import type { ContainerDefinition } from './container-definition.ts';
import { fargateSizeFault } from './fargate-size.ts';
import type { Registration, Volume } from './registration.ts';

/** Why Fargate cannot run it, in words, or `undefined`. */
export function fargateFault(registration: Registration): string | undefined {
  const { networkMode, cpu, memory, pidMode, ipcMode, placementConstraints } = registration;
  if (networkMode !== 'awsvpc') return 'Fargate only supports network mode ‘awsvpc’.';
  if (cpu === undefined) return "Fargate requires that 'cpu' be defined at the task level.";
  if (memory === undefined) return "Fargate requires that 'memory' be defined at the task level.";
  if (pidMode === 'host') return "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.";
  if (ipcMode !== undefined) return "Tasks using the Fargate launch type do not support 'ipcMode'.";
  if (placementConstraints.length > 0) return 'Tasks using the Fargate launch type do not support placement constraints.';
  return (
    fargateSizeFault(Number(cpu), Number(memory)) ??
    first(registration.volumes, volumeFault) ??
    first(registration.containerDefinitions, (container) => containerFault(container, registration)) ??
    sumFault(registration)
  );
}

function volumeFault({ name, host, dockerVolumeConfiguration, fsxWindowsFileServerVolumeConfiguration }: Volume): string | undefined {
  if (host?.sourcePath !== undefined) return `Fargate does not support a host path in a volume: '${name}'.`;
  if ((dockerVolumeConfiguration ?? fsxWindowsFileServerVolumeConfiguration) !== undefined) return `Fargate does not support the configuration of the volume '${name}'.`;
}

const LACKS: readonly (keyof ContainerDefinition)[] = ['privileged', 'dockerSecurityOptions', 'links'];
const LINUX_LACKS = ['devices', 'sharedMemorySize', 'tmpfs', 'maxSwap', 'swappiness'];
const LOG_DRIVERS = ['awslogs', 'splunk', 'awsfirelens'];

function containerFault(container: ContainerDefinition, { executionRoleArn }: Registration): string | undefined {
  const { name, image, logConfiguration } = container;
  const driver = logConfiguration?.logDriver;
  const linux = (container['linuxParameters'] ?? {}) as Readonly<Record<string, unknown>>;
  const lacking = LACKS.find((member) => isGiven(container[member])) ?? LINUX_LACKS.find((member) => isGiven(linux[member]));
  if (lacking !== undefined) return `Invalid setting for container '${name}'. '${lacking}' is not supported on Fargate.`;
  if (isGiven(container['resourceRequirements'])) return 'Tasks using the Fargate launch type do not support GPU resource requirements.';
  if (/^\d{12}\.dkr\.ecr\./.test(image) && executionRoleArn === undefined) return 'Fargate requires task definition to have execution role ARN to support ECR images.';
  if (driver === undefined) return undefined;
  if (!LOG_DRIVERS.includes(driver)) return `Invalid setting for container '${name}'. The log driver '${driver}' is not supported on Fargate: ${LOG_DRIVERS.join(', ')}.`;
  if (driver !== 'awslogs') return undefined;
  if (executionRoleArn === undefined) return 'Fargate requires task definition to have execution role ARN to support log driver awslogs.';
  const option = ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'].find((key) => logConfiguration?.options?.[key] === undefined);
  return option && `Log driver awslogs requires options: ${option}`;
}

/** What containers reserve must fit into the task. */
function sumFault({ containerDefinitions, cpu, memory }: Registration): string | undefined {
  const total = (member: 'cpu' | 'memory') => containerDefinitions.reduce((sum, container) => sum + (container[member] ?? 0), 0);
  if (total('cpu') > Number(cpu)) return `The total cpu of the containers, ${total('cpu')}, is above the cpu of the task, ${cpu}.`;
  if (Math.max(0, ...containerDefinitions.map((container) => container.memory ?? 0)) > Number(memory)) return `A container has more memory than the task, ${memory}.`;
}

function first<T>(items: readonly T[], fault: (item: T) => string | undefined): string | undefined {
  return items.map(fault).find((found) => found !== undefined);
}
