import { z } from 'zod';
import type { Operation } from '../../wire/service.ts';
import { ecsOperation, partition, type Failure } from '../inputs.ts';
import { clusterOf, findTask } from '../references.ts';
import type { Cluster, EcsState, Task } from '../state.ts';
import { isProtected } from './protected.ts';

const DEFAULT_MINUTES = 120;
const tasks = (most: number) => z.array(z.string().min(1)).max(most);

const updateInput = z.object({
  cluster: z.string().min(1),
  tasks: tasks(10).min(1, 'Tasks cannot be empty.'),
  protectionEnabled: z.boolean(),
  expiresInMinutes: z.number().int().min(1).max(2_880).default(DEFAULT_MINUTES),
});

export function protectionOperations(state: EcsState, changed: (task: Task) => void): Readonly<Record<string, Operation>> {
  const answer = ({ found, failures }: Chosen) => ({ protectedTasks: found.map((task) => protectionOutput(task, state.now())), failures });
  return {
    UpdateTaskProtection: ecsOperation(updateInput, ({ cluster, tasks, protectionEnabled, expiresInMinutes }) => {
      const chosen = choose(state, clusterOf(state, cluster), tasks);
      for (const task of chosen.found) {
        task.protection = protectionEnabled ? { until: new Date(state.now() + expiresInMinutes * 60_000) } : undefined;
        changed(task);
      }
      return answer(chosen);
    }),
    GetTaskProtection: ecsOperation(z.object({ cluster: z.string().min(1), tasks: tasks(100).default([]) }), ({ cluster: reference, tasks }) => {
      const cluster = clusterOf(state, reference);
      const all = [...cluster.tasks.values()].filter(({ request, desiredStatus }) => request.owner !== undefined && desiredStatus === 'RUNNING').map(({ id }) => id);
      return answer(choose(state, cluster, tasks.length > 0 ? tasks : all));
    }),
  };
}

interface Chosen {
  readonly found: readonly Task[];
  readonly failures: readonly Failure[];
}

/** Only tasks of services can be protected. */
function choose(state: EcsState, cluster: Cluster, references: readonly string[]): Chosen {
  const { found, failures } = partition(references, (reference) => findTask(cluster, reference), (id) => state.arn(`task/${cluster.name}/${id}`));
  const strays = found.filter(({ request, desiredStatus }) => request.owner === undefined || desiredStatus === 'STOPPED');
  return { found: found.filter((task) => !strays.includes(task)), failures: [...failures, ...strays.map(({ arn }) => ({ arn, reason: 'TASK_NOT_VALID' }))] };
}

function protectionOutput(task: Task, now: number): Record<string, unknown> {
  const protectionEnabled = isProtected(task, now);
  return { taskArn: task.arn, protectionEnabled, expirationDate: protectionEnabled ? task.protection?.until : undefined };
}
