import { z } from 'zod';
import type { Operation } from '../../wire/service.ts';
import { invalidParameter, taskNotFound } from '../errors.ts';
import { clusterReference, ecsOperation, include, nextToken, pageOf, pageSize, partition } from '../inputs.ts';
import { clusterOf, findTask, serviceOf } from '../references.ts';
import type { EcsState, Task } from '../state.ts';
import { launchTypeOf, taskOutput } from './task-output.ts';

const listInput = z.object({
  cluster: clusterReference,
  containerInstance: z.string().optional(),
  serviceName: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']).optional(),
  maxResults: pageSize(100),
  nextToken,
});

const describeInput = z.object({ cluster: clusterReference, tasks: z.array(z.string().min(1), { error: 'Tasks cannot be empty.' }).min(1, 'Tasks cannot be empty.').max(100), include });

export function taskOperations(state: EcsState): Readonly<Record<string, Operation>> {
  return {
    StopTask: ecsOperation(z.object({ cluster: clusterReference, task: z.string().min(1), reason: z.string().max(1024).optional() }), ({ cluster, task: reference, reason }) => {
      const task = findTask(clusterOf(state, cluster), reference);
      if (task === undefined) throw taskNotFound();
      task.stop('UserInitiated', reason ?? 'Task stopped by user');
      return { task: taskOutput(task, { withTags: true }) };
    }),
    DescribeTasks: ecsOperation(describeInput, (input) => {
      const cluster = clusterOf(state, input.cluster);
      const { found, failures } = partition(input.tasks, (reference) => findTask(cluster, reference), (id) => state.arn(`task/${cluster.name}/${id}`));
      return { tasks: found.map((task) => taskOutput(task, { withTags: input.include.includes('TAGS') })), failures };
    }),
    ListTasks: ecsOperation(listInput, (input) => {
      const cluster = clusterOf(state, input.cluster);
      // There is no container instance that could have a task.
      const shown = input.containerInstance === undefined ? [...cluster.tasks.values()].filter(filterOf(cluster, input)) : [];
      const cut = pageOf(shown, ({ id }) => id, input.maxResults, input.nextToken);
      return { taskArns: cut.items.map(({ arn }) => arn), nextToken: cut.next };
    }),
  };
}

function filterOf(cluster: Parameters<typeof serviceOf>[0], input: z.output<typeof listInput>): (task: Task) => boolean {
  const { serviceName, family, startedBy, desiredStatus, launchType } = input;
  if (startedBy !== undefined && (serviceName ?? family) !== undefined) throw invalidParameter('startedBy must be the only filter: leave serviceName and family out.');
  const service = serviceName === undefined ? undefined : serviceOf(cluster, serviceName);
  return (task) =>
    task.desiredStatus === desiredStatus &&
    (service === undefined || task.request.owner?.service === service) &&
    (family === undefined || task.request.revision.taskDefinition.family === family) &&
    (startedBy === undefined || task.request.startedBy === startedBy) &&
    (launchType === undefined || launchTypeOf(task) === launchType);
}
