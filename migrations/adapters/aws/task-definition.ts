import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Config } from '../../../domain/config.ts';
import { specFingerprint } from '../../ports/spec-fingerprint.ts';
import type { ServiceSpec } from '../../ports/container-service.ts';
import { ownTags, TAG, toEcsTagList } from './tags.ts';

/** Seconds between SIGTERM and SIGKILL, in which a task ends the requests it has. */
const STOP_TIMEOUT_SECONDS = 30;

/** What ECS is told to run for a candidate. The tags say for which group, and from which specification it was made. */
export function renderTaskDefinition(spec: ServiceSpec, { region, executionRole, taskRole }: Config['aws']): RegisterTaskDefinitionCommandInput {
  const { service, image, cpu, memory, port, environment, secrets, command } = spec.candidate;
  return {
    family: service,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: String(cpu),
    memory: String(memory),
    ...(executionRole === undefined ? {} : { executionRoleArn: executionRole }),
    ...(taskRole === undefined ? {} : { taskRoleArn: taskRole }),
    containerDefinitions: [
      {
        name: service,
        image,
        essential: true,
        portMappings: [{ containerPort: port, protocol: 'tcp' }],
        environment: toEnvironment(environment),
        ...(secrets === undefined ? {} : { secrets: toEnvironment(secrets).map(({ name, value: valueFrom }) => ({ name, valueFrom })) }),
        ...(command === undefined ? {} : { command: [...command] }),
        stopTimeout: STOP_TIMEOUT_SECONDS,
        // Writing logs takes a role: without one a task with a log configuration does not start.
        ...(executionRole === undefined ? {} : { logConfiguration: cloudWatchLogs(service, region) }),
      },
    ],
    tags: toEcsTagList(ownTags(spec.group, 'candidate', { [TAG.fingerprint]: specFingerprint(spec) })),
  };
}

function cloudWatchLogs(service: string, region: string): { logDriver: 'awslogs'; options: Record<string, string> } {
  return { logDriver: 'awslogs', options: { 'awslogs-group': `/banyan/${service}`, 'awslogs-region': region, 'awslogs-stream-prefix': service, 'awslogs-create-group': 'true' } };
}

/** Members that ECS adds by itself, and does not take back. */
const READ_ONLY = new Set(['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities', 'registeredAt', 'registeredBy', 'deregisteredAt', 'deleteRequestedAt']);

/** A task definition as ECS describes it, as the input of its next revision. Everything else stays, members that are newer than this code included. */
export function asInput(definition: TaskDefinition): RegisterTaskDefinitionCommandInput {
  return Object.fromEntries(Object.entries(definition).filter(([member]) => !READ_ONLY.has(member))) as unknown as RegisterTaskDefinitionCommandInput;
}

/** The same with another value of one variable in the first container. */
export function withVariable(input: RegisterTaskDefinitionCommandInput, variable: string, value: string): RegisterTaskDefinitionCommandInput {
  const [first, ...others] = input.containerDefinitions ?? [];
  return { ...input, containerDefinitions: [{ ...first, environment: toEnvironment({ ...variablesOf(input), [variable]: value }) }, ...others] };
}

/** The environment of the first container. */
export function variablesOf({ containerDefinitions }: Pick<TaskDefinition, 'containerDefinitions'>): Readonly<Record<string, string>> {
  return Object.fromEntries((containerDefinitions?.[0]?.environment ?? []).map(({ name, value }) => [name ?? '', value ?? '']));
}

/** Sorted by name, so that equal environments are equal text. */
function toEnvironment(variables: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(variables)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
