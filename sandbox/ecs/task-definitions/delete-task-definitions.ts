import { lastPart, type Failure } from '../inputs.ts';
import { allServices, allTasks, type EcsState } from '../state.ts';
import { findTaskDefinition } from './find-task-definition.ts';
import { taskDefinitionOutput } from './task-definition-output.ts';
import { statusOf, type TaskDefinition } from './task-definition.ts';

/** Marks inactive definitions for deletion; the others are named in `failures`. */
export function deleteTaskDefinitions(state: EcsState, references: readonly string[]): { readonly taskDefinitions: readonly unknown[]; readonly failures: readonly Failure[] } {
  const looked = references.map((reference) => ({ reference, definition: /:\d+$/.test(reference) ? findTaskDefinition(state, reference) : undefined }));
  const failures = looked.flatMap(({ reference, definition }) => {
    const reason = failureReason(definition);
    return reason === undefined ? [] : [{ arn: definition?.arn ?? state.arn(`task-definition/${lastPart(reference)}`), reason }];
  });
  const marked = looked.flatMap(({ definition }) => (definition === undefined || failureReason(definition) !== undefined ? [] : [definition]));
  for (const definition of marked) definition.deleteRequestedAt ??= new Date(state.now());
  return { taskDefinitions: marked.map(taskDefinitionOutput), failures };
}

/** Forgets those marked for deletion that no service and no task refers to any more. */
export function purgeTaskDefinitions(state: EcsState): void {
  for (const { revisions } of state.families.values()) {
    for (const definition of revisions.values()) if (statusOf(definition) === 'DELETE_IN_PROGRESS' && !isInUse(state, definition)) revisions.delete(definition.revision);
  }
}

function failureReason(definition: TaskDefinition | undefined): string | undefined {
  if (definition === undefined) return 'The specified task definition does not exist. Specify a valid account, family, revision and try again.';
  return statusOf(definition) === 'ACTIVE' ? 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.' : undefined;
}

function isInUse(state: EcsState, definition: TaskDefinition): boolean {
  const isIts = ({ taskDefinition }: { readonly taskDefinition: TaskDefinition }) => taskDefinition === definition;
  return (
    allTasks(state).some(({ request }) => isIts(request.revision)) ||
    allServices(state).some(({ deployments, history, lastCompleted }) =>
      [...deployments.map(({ revision }) => revision), ...history.flatMap(({ target, sources }) => [target, ...sources]), ...(lastCompleted === undefined ? [] : [lastCompleted.revision])].some(isIts),
    )
  );
}
