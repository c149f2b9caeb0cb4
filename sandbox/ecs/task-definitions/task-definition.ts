import type { Tags } from '../../json-api/tags.ts';
import { clientException } from '../errors.ts';
import { containersFault } from './check-containers.ts';
import { fargateFault } from './check-fargate.ts';
import { networkFault } from './check-network.ts';
import { portsOf, type ContainerDefinition } from './container-definition.ts';
import { cpuUnits, mebibytes } from './fargate-size.ts';
import type { Registration } from './registration.ts';

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
  deleteRequestedAt: Date | undefined;
  tags: Tags;
}

/** Bytes of a definition as JSON. */
const MAX_BYTES = 65_536;

/** Checks a registration as AWS does, and writes `1 vCPU` and `2 GB` as units and MiB. */
export function checkRegistration(input: Registration): { readonly registration: Registration; readonly fitsFargate: boolean } {
  const length = Buffer.byteLength(JSON.stringify(input));
  if (length > MAX_BYTES) throw clientException(`Actual length: '${length}'. Max allowed length is '${MAX_BYTES}' bytes.`);
  const registration = { ...input, cpu: cpuUnits(input.cpu), memory: mebibytes(input.memory) };
  const forFargate = fargateFault(registration);
  const fault = containersFault(registration) ?? networkFault(registration) ?? volumesFault(registration) ?? (input.requiresCompatibilities.includes('FARGATE') ? forFargate : undefined);
  if (fault !== undefined) throw clientException(fault);
  return { registration, fitsFargate: forFargate === undefined };
}

/** ACTIVE, or INACTIVE once deregistered, or on its way out. */
export function statusOf({ deregisteredAt, deleteRequestedAt }: TaskDefinition): 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS' {
  if (deleteRequestedAt !== undefined) return 'DELETE_IN_PROGRESS';
  return deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE';
}

export function findContainer({ containers }: TaskDefinition, name: string): ContainerDefinition | undefined {
  return containers.find((container) => container.name === name);
}

/** All ports that a task listens on. */
export function taskPorts({ containers }: TaskDefinition): readonly number[] {
  return containers.flatMap(portsOf);
}

const KINDS_OF_VOLUME = ['dockerVolumeConfiguration', 'efsVolumeConfiguration', 'fsxWindowsFileServerVolumeConfiguration', 's3filesVolumeConfiguration', 'configuredAtLaunch'] as const;

function volumesFault({ volumes }: Registration): string | undefined {
  if (new Set(volumes.map(({ name }) => name)).size < volumes.length) return 'Volume names must be unique within a task definition.';
  const mixed = volumes.find((volume) => KINDS_OF_VOLUME.filter((kind) => volume[kind] !== undefined && volume[kind] !== false).length + (volume.host?.sourcePath === undefined ? 0 : 1) > 1);
  return mixed && `The volume '${mixed.name}' must have one configuration and not several.`;
}
