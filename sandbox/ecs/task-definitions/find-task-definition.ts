import { clientException } from '../errors.ts';
import { lastPart } from '../inputs.ts';
import type { EcsState, Family } from '../state.ts';
import { statusOf, type TaskDefinition } from './task-definition.ts';

/** `family`, `family:revision` or ARN; a family is its newest active revision. */
export function findTaskDefinition(state: EcsState, reference: string): TaskDefinition | undefined {
  const [family = '', revision] = lastPart(reference).split(':');
  const found = state.families.get(family);
  const definition = revision === undefined ? newestActive(found) : found?.revisions.get(revisionNumber(revision));
  return reference.startsWith('arn:') && definition?.arn !== reference ? undefined : definition;
}

/** The definition that tasks are to run; one that cannot be started any more is refused. */
export function runnableTaskDefinition(state: EcsState, reference: string): TaskDefinition {
  const definition = findTaskDefinition(state, reference);
  if (definition === undefined) throw clientException('TaskDefinition not found.');
  if (statusOf(definition) !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  return definition;
}

function newestActive(family: Family | undefined): TaskDefinition | undefined {
  return [...(family?.revisions.values() ?? [])].findLast((definition) => statusOf(definition) === 'ACTIVE');
}

function revisionNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw clientException(`Invalid revision number. Number: ${text}`);
  return Number(text);
}
