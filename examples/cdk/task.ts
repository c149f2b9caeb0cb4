import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AwsLogDriver, Capability, type ContainerImage, type CpuArchitecture, FargateTaskDefinition, LinuxParameters, OperatingSystemFamily, type Secret } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Where a task runs, and how large. */
export interface TaskSize {
  /** Of the image. */
  readonly architecture: CpuArchitecture;
  /** Thousand and twenty-fourths of a core. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

interface Task extends TaskSize {
  /** Also of the family and of its one container. */
  readonly name: string;
  readonly image: ContainerImage;
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly command?: readonly string[];
  /** What the container asks itself by: a program and its arguments. ECS does not look at the image's own. */
  readonly healthCheck?: readonly string[];
  /** What the program in it may do on AWS; without it nothing. */
  readonly role?: IRole;
}

/** A task of one container that can change nothing of its own: no capabilities, no writable file. Its log is kept for a month. */
export function addTask(scope: Construct, { name, image, architecture, cpu, memoryMiB, ports, environment, secrets, command, healthCheck, role }: Task): FargateTaskDefinition {
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: name,
    cpu,
    memoryLimitMiB: memoryMiB,
    runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
    ...(role && { taskRole: role }),
  });
  const linuxParameters = new LinuxParameters(scope, 'Linux');
  linuxParameters.dropCapabilities(Capability.ALL);
  task.addContainer(name, {
    containerName: name,
    image,
    portMappings: ports.map((containerPort) => ({ containerPort })),
    environment: { ...environment },
    secrets: { ...secrets },
    ...(command && { command: [...command] }),
    ...(healthCheck && { healthCheck: { command: ['CMD', ...healthCheck], interval: Duration.seconds(30), timeout: Duration.seconds(5), retries: 3, startPeriod: Duration.seconds(15) } }),
    readonlyRootFilesystem: true,
    linuxParameters,
    logging: new AwsLogDriver({ streamPrefix: name, logGroup: new LogGroup(scope, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) }),
    stopTimeout: Duration.seconds(30),
  });
  return task;
}
