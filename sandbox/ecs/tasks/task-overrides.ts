import { z } from 'zod';
import { clientException, invalidParameter } from '../errors.ts';
import { keyValuePairs } from '../inputs.ts';
import { cpuUnits, fargateSizeFault, mebibytes } from '../task-definitions/fargate-size.ts';
import { findContainer, type TaskDefinition } from '../task-definitions/task-definition.ts';

const container = z.object({
  name: z.string().min(1),
  command: z.array(z.string()).optional(),
  environment: keyValuePairs,
  environmentFiles: z.array(z.object({ value: z.string(), type: z.literal('s3') })).max(10).optional(),
  cpu: z.number().int().min(0).optional(),
  memory: z.number().int().min(4).optional(),
  memoryReservation: z.number().int().min(4).optional(),
});

export const taskOverrides = z.object({
  containerOverrides: z.array(container).default([]),
  cpu: z.string().optional(),
  memory: z.string().optional(),
  executionRoleArn: z.string().optional(),
  taskRoleArn: z.string().optional(),
  ephemeralStorage: z.object({ sizeInGiB: z.number().int().min(21).max(200) }).optional(),
});

export type ContainerOverride = z.output<typeof container>;
export type TaskOverrides = z.output<typeof taskOverrides>;

/** Characters of all overrides as JSON. */
const MOST_CHARACTERS = 8_192;

/** Overrides with sizes in plain numbers; refused where they do not go with the definition. */
export function checkOverrides(overrides: TaskOverrides, definition: TaskDefinition): TaskOverrides {
  if (JSON.stringify(overrides).length > MOST_CHARACTERS) throw invalidParameter(`Container Overrides length must be at most ${MOST_CHARACTERS}`);
  const unknown = overrides.containerOverrides.find(({ name }) => findContainer(definition, name) === undefined);
  if (unknown !== undefined) throw invalidParameter(`Override for container named ${unknown.name} is not a container in the TaskDefinition.`);
  const { cpu = definition.registration.cpu, memory = definition.registration.memory } = overrides;
  if (overrides.cpu === undefined && overrides.memory === undefined) return overrides;
  const sized = { ...overrides, cpu: cpuUnits(cpu), memory: mebibytes(memory) };
  const fault = definition.fitsFargate ? fargateSizeFault(Number(sized.cpu), Number(sized.memory)) : undefined;
  if (fault !== undefined) throw clientException(fault);
  return sized;
}

export function containerOverride({ containerOverrides }: TaskOverrides, name: string): ContainerOverride | undefined {
  return containerOverrides.find((override) => override.name === name);
}
