import { z } from 'zod';
import { operation } from '../../json-api/operation.ts';
import type { Operation } from '../../wire/service.ts';
import { clientException } from '../errors.ts';
import { ecsOperation, include, nextToken, pageOf, pageSize, readTags, tagOutput } from '../inputs.ts';
import type { EcsState } from '../state.ts';
import { deleteTaskDefinitions } from './delete-task-definitions.ts';
import { findTaskDefinition } from './find-task-definition.ts';
import { registration, type Registration } from './registration.ts';
import { taskDefinitionOutput } from './task-definition-output.ts';
import { checkRegistration, statusOf, type TaskDefinition } from './task-definition.ts';

const reference = z.object({ taskDefinition: z.string().min(1) });

const listInput = z.object({
  familyPrefix: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS']).default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
  maxResults: pageSize(100),
  nextToken,
});

const listFamiliesInput = z.object({ familyPrefix: z.string().default(''), status: z.enum(['ACTIVE', 'INACTIVE', 'ALL']).default('ACTIVE'), maxResults: pageSize(100), nextToken });

export function taskDefinitionOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    RegisterTaskDefinition: operation(registration, clientException, (input) => {
      const definition = register(state, input);
      return { taskDefinition: taskDefinitionOutput(definition), tags: tagOutput(definition.tags) };
    }),
    DescribeTaskDefinition: ecsOperation(reference.extend({ include }), ({ taskDefinition, include }) => {
      const definition = described(state, taskDefinition);
      return { taskDefinition: taskDefinitionOutput(definition), ...(include.includes('TAGS') ? { tags: tagOutput(definition.tags) } : {}) };
    }),
    ListTaskDefinitions: ecsOperation(listInput, ({ familyPrefix, status, sort, maxResults, nextToken }) => {
      const all = allDefinitions(state).filter((definition) => statusOf(definition) === status && (familyPrefix === undefined || definition.family === familyPrefix));
      const cut = pageOf(all, ({ family, revision }) => `${family}:${String(revision).padStart(9, '0')}`, maxResults, nextToken, sort);
      return { taskDefinitionArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
    ListTaskDefinitionFamilies: ecsOperation(listFamiliesInput, ({ familyPrefix, status, maxResults, nextToken }) => {
      const isActive = (family: string) => allDefinitions(state).some((definition) => definition.family === family && statusOf(definition) === 'ACTIVE');
      const shown = [...state.families.keys()].filter((family) => family.startsWith(familyPrefix) && (status === 'ALL' || isActive(family) === (status === 'ACTIVE')));
      const cut = pageOf(shown, (family) => family, maxResults, nextToken);
      return { families: cut.items, nextToken: cut.next };
    }),
    DeregisterTaskDefinition: ecsOperation(reference, ({ taskDefinition }) => {
      if (!/:\d+$/.test(taskDefinition)) throw clientException('TaskDefinition must have a revision: family:revision.');
      const definition = described(state, taskDefinition);
      definition.deregisteredAt ??= new Date(state.now());
      return { taskDefinition: taskDefinitionOutput(definition) };
    }),
    DeleteTaskDefinitions: ecsOperation(z.object({ taskDefinitions: z.array(z.string()).min(1).max(10) }), ({ taskDefinitions }) => deleteTaskDefinitions(state, taskDefinitions)),
  };
}

function allDefinitions({ families }: EcsState): readonly TaskDefinition[] {
  return [...families.values()].flatMap(({ revisions }) => [...revisions.values()]);
}

function described(state: EcsState, reference: string): TaskDefinition {
  const definition = findTaskDefinition(state, reference);
  if (definition === undefined) throw clientException('Unable to describe task definition.');
  return definition;
}

/** Always the next revision: a number is never used again. */
function register(state: EcsState, input: Registration): TaskDefinition {
  const { registration, fitsFargate } = checkRegistration(input);
  const { family: name, containerDefinitions: containers } = registration;
  const family = state.families.get(name) ?? { latest: 0, revisions: new Map() };
  const revision = family.latest + 1;
  const definition: TaskDefinition = {
    arn: state.arn(`task-definition/${name}:${revision}`),
    family: name,
    revision,
    containers,
    registration,
    fitsFargate,
    registeredAt: new Date(state.now()),
    deregisteredAt: undefined,
    deleteRequestedAt: undefined,
    tags: readTags(input.tags),
  };
  family.latest = revision;
  family.revisions.set(revision, definition);
  state.families.set(name, family);
  return definition;
}
