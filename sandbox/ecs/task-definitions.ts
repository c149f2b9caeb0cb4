import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { clientException } from './errors.ts';
import { ecsOperation, lastPart, nextToken, pageOf, readTags, tagOutput } from './inputs.ts';
import type { EcsState } from './state.ts';
import { checkRegistration, registerInput, type Registration, type TaskDefinition } from './task-definition.ts';

const reference = z.object({ taskDefinition: z.string().min(1) });

const listInput = z.object({
  familyPrefix: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS']).default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
  maxResults: z.number().int().min(1).max(100).default(100),
  nextToken,
});

export function taskDefinitionOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    RegisterTaskDefinition: ecsOperation(registerInput, (input) => {
      const definition = register(state, input);
      return { taskDefinition: taskDefinitionOutput(definition), tags: tagOutput(definition.tags) };
    }),
    DescribeTaskDefinition: ecsOperation(reference.extend({ include: z.array(z.string()).default([]) }), ({ taskDefinition, include }) => {
      const definition = described(state, taskDefinition);
      return { taskDefinition: taskDefinitionOutput(definition), ...(include.includes('TAGS') ? { tags: tagOutput(definition.tags) } : {}) };
    }),
    ListTaskDefinitions: ecsOperation(listInput, ({ familyPrefix, status, sort, maxResults, nextToken }) => {
      const all = [...state.families.values()].flat().filter((definition) => statusOf(definition) === status && (familyPrefix === undefined || definition.family === familyPrefix));
      const cut = pageOf(all, ({ family, revision }) => `${family}:${String(revision).padStart(9, '0')}`, maxResults, nextToken, sort);
      return { taskDefinitionArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
    DeregisterTaskDefinition: ecsOperation(reference, ({ taskDefinition }) => {
      if (!/:\d+$/.test(taskDefinition)) throw clientException('TaskDefinition must have a revision: family:revision.');
      const definition = described(state, taskDefinition);
      definition.deregisteredAt ??= new Date(state.now());
      return { taskDefinition: taskDefinitionOutput(definition) };
    }),
  };
}

/** `family`, `family:revision` or ARN; a family is its newest active revision. */
export function findTaskDefinition(state: EcsState, reference: string): TaskDefinition | undefined {
  const [family = '', revision] = lastPart(reference).split(':');
  const revisions = state.families.get(family) ?? [];
  return revision === undefined ? revisions.findLast((definition) => statusOf(definition) === 'ACTIVE') : revisions[Number(revision) - 1];
}

/** The definition that tasks are to run; one that cannot be started any more is refused. */
export function runnableTaskDefinition(state: EcsState, reference: string): TaskDefinition {
  const definition = findTaskDefinition(state, reference);
  if (definition === undefined) throw clientException('TaskDefinition not found.');
  if (statusOf(definition) !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  return definition;
}

function described(state: EcsState, reference: string): TaskDefinition {
  const definition = findTaskDefinition(state, reference);
  if (definition === undefined) throw clientException('Unable to describe task definition.');
  return definition;
}

function register(state: EcsState, input: Registration): TaskDefinition {
  const { registration, fitsFargate } = checkRegistration(input);
  const { family, containerDefinitions: containers } = registration;
  const revisions = state.families.get(family) ?? [];
  const revision = revisions.length + 1;
  const arn = state.arn(`task-definition/${family}:${revision}`);
  const definition: TaskDefinition = { arn, family, revision, containers, registration, fitsFargate, registeredAt: new Date(state.now()), deregisteredAt: undefined, tags: readTags(input.tags) };
  state.families.set(family, [...revisions, definition]);
  return definition;
}

function statusOf({ deregisteredAt }: TaskDefinition): 'ACTIVE' | 'INACTIVE' {
  return deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE';
}

function taskDefinitionOutput(definition: TaskDefinition): Record<string, unknown> {
  return {
    ...definition.registration,
    tags: undefined,
    taskDefinitionArn: definition.arn,
    revision: definition.revision,
    status: statusOf(definition),
    compatibilities: definition.fitsFargate ? ['EC2', 'FARGATE'] : ['EC2'],
    registeredAt: definition.registeredAt,
    deregisteredAt: definition.deregisteredAt,
  };
}
