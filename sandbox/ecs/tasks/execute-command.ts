import { z } from 'zod';
import { AwsError, type Operation } from '../../wire/service.ts';
import { invalidParameter, taskNotFound } from '../errors.ts';
import { clusterReference, ecsOperation } from '../inputs.ts';
import { clusterOf, findTask } from '../references.ts';
import type { EcsState } from '../state.ts';

const input = z.object({ cluster: clusterReference, task: z.string().min(1), container: z.string().optional(), command: z.string().min(1), interactive: z.boolean() });

/** Refused always, as ECS does where no agent of Systems Manager runs beside the container. */
export function executeCommandOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    ExecuteCommand: ecsOperation(input, ({ cluster, task: reference }) => {
      const task = findTask(clusterOf(state, cluster), reference);
      if (task === undefined) throw taskNotFound();
      if (task.lastStatus !== 'RUNNING' || !task.request.enableExecuteCommand) {
        throw invalidParameter("The execute command failed because execute command was not enabled when the task was run or the execute command agent isn't running. Wait and try again or run a new task with execute command enabled and try again.");
      }
      throw new AwsError('TargetNotConnectedException', 'The execute command failed due to an internal error. Try again later.');
    }),
  };
}
