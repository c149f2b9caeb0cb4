import { findCycle } from './dependencies.ts';
import { healthCheckOf, type ContainerDefinition } from './container-definition.ts';
import type { Registration } from './registration.ts';

type Check = (container: ContainerDefinition, registration: Registration) => string | undefined;

/** What is wrong with the containers on any launch type, in words, or `undefined`. */
export function containersFault(registration: Registration): string | undefined {
  const { containerDefinitions } = registration;
  if (new Set(containerDefinitions.map(({ name }) => name)).size < containerDefinitions.length) return 'Container.name should be unique.';
  if (!containerDefinitions.some(({ essential }) => essential)) return 'Invalid setting for container. At least one container must be essential.';
  for (const container of containerDefinitions) {
    const fault = CHECKS.map((check) => check(container, registration)).find((found) => found !== undefined);
    if (fault !== undefined) return `Invalid setting for container '${container.name}'. ${fault}`;
  }
  const cycle = findCycle(containerDefinitions);
  return cycle && `The dependencies of the containers make a cycle: ${cycle.join(' → ')}.`;
}

const CHECKS: readonly Check[] = [memoryFault, healthCheckFault, secretsFault, dependenciesFault, mountsFault, portFormFault];

function memoryFault({ memory, memoryReservation }: ContainerDefinition, registration: Registration): string | undefined {
  if (registration.memory === undefined && memory === undefined && memoryReservation === undefined) return "At least one of 'memory' or 'memoryReservation' must be specified.";
  if (memory !== undefined && memoryReservation !== undefined && memory <= memoryReservation) return "'memory' must be greater than 'memoryReservation'.";
}

function healthCheckFault({ healthCheck }: ContainerDefinition): string | undefined {
  if (healthCheck === undefined) return undefined;
  const [form, ...words] = healthCheck.command;
  const fits = form === 'NONE' ? words.length === 0 : form === 'CMD-SHELL' ? words.length === 1 : form === 'CMD' && words.length > 0;
  return fits ? undefined : 'The health check command must start with CMD and a program, or be CMD-SHELL and one line, or NONE.';
}

function secretsFault({ secrets, environment, logConfiguration }: ContainerDefinition, { executionRoleArn }: Registration): string | undefined {
  const names = secrets.map(({ name }) => name);
  const clash = names.find((name, index) => names.indexOf(name) !== index || environment.some((variable) => variable.name === name));
  if (clash !== undefined) return `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${clash}'.`;
  const needsRole = secrets.length > 0 || (logConfiguration?.secretOptions ?? []).length > 0;
  if (needsRole && executionRoleArn === undefined) return "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.";
}

function dependenciesFault({ name, dependsOn = [] }: ContainerDefinition, { containerDefinitions }: Registration): string | undefined {
  for (const { containerName, condition } of dependsOn) {
    const other = containerDefinitions.find((container) => container.name === containerName);
    if (other === undefined) return `The container '${containerName}', which it depends on, is not in the task definition.`;
    if (containerName === name) return 'A container cannot depend on itself.';
    if (condition === 'HEALTHY' && healthCheckOf(other) === undefined) return `The condition HEALTHY needs a health check in the container '${containerName}'.`;
    if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential) return `The condition ${condition} cannot be set on the essential container '${containerName}'.`;
  }
}

function mountsFault({ name, mountPoints, volumesFrom }: ContainerDefinition, { volumes, containerDefinitions }: Registration): string | undefined {
  const unknown = mountPoints.find(({ sourceVolume }) => !volumes.some((volume) => volume.name === sourceVolume));
  if (unknown !== undefined) return `Unknown volume '${unknown.sourceVolume}'.`;
  const strange = volumesFrom.find(({ sourceContainer }) => sourceContainer === name || !containerDefinitions.some((container) => container.name === sourceContainer));
  return strange && `Unknown source container '${strange.sourceContainer}'.`;
}

function portFormFault({ portMappings }: ContainerDefinition): string | undefined {
  if (portMappings.some(({ containerPort, containerPortRange }) => (containerPort === undefined) === (containerPortRange === undefined))) return 'A port mapping must have either containerPort or containerPortRange.';
}
